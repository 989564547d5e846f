/// A trading day on a running network, from orders to settlements, and its telling to people and programs.
@NullMarked
package io.gridpact.deploy.demo;

import org.jspecify.annotations.NullMarked;
