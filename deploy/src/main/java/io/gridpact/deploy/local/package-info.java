/// A whole network on this machine: its processes started together and introduced to each other, and where they listen.
@NullMarked
package io.gridpact.deploy.local;

import org.jspecify.annotations.NullMarked;
