package io.gridpact.deploy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkProxyTest {

    private static final int NOTHING_COMES_MILLIS = 200;
    private static final int SOMETHING_COMES_MILLIS = 5_000;

    private final AtomicInteger received = new AtomicInteger();
    private ServerSocket echo;
    private LinkProxy link;

    @BeforeEach
    void open() throws IOException {
        echo = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        link = new LinkProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.getLocalPort()));
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        echo.close();
    }

    private void serve() {
        try {
            while (true) {
                Socket caller = echo.accept();
                Thread.ofVirtual().start(() -> answer(caller));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answer(Socket caller) {
        try (caller) {
            InputStream in = caller.getInputStream();
            OutputStream out = caller.getOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                received.incrementAndGet();
                out.write(next);
            }
        } catch (IOException reset) {
            // As it may be.
        }
    }

    private Socket connected() throws IOException {
        String endpoint = link.endpoint();
        Socket caller = new Socket(
                InetAddress.getLoopbackAddress(), Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1)));
        caller.setSoTimeout(SOMETHING_COMES_MILLIS);
        return caller;
    }

    private static void say(Socket caller, String words) throws IOException {
        caller.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
    }

    private static String heard(Socket caller, int bytes) throws IOException {
        return new String(caller.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    @Test
    void bytes_pass_both_ways_and_the_end_of_each_direction_too() throws IOException {
        try (Socket caller = connected()) {
            say(caller, "hello");
            caller.shutdownOutput();

            assertThat(new String(caller.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("hello");
            assertThat(link.affected()).isZero();
        }
    }

    @Test
    void held_requests_do_not_arrive_until_the_link_forwards_again() throws IOException {
        try (Socket caller = connected()) {
            link.set(LinkMode.HOLD_REQUESTS);
            say(caller, "late");
            caller.setSoTimeout(NOTHING_COMES_MILLIS);
            assertThatThrownBy(() -> heard(caller, 1)).isInstanceOf(SocketTimeoutException.class);
            assertThat(received).hasValue(0);
            assertThat(link.affected()).isPositive();

            link.set(LinkMode.FORWARD);

            caller.setSoTimeout(SOMETHING_COMES_MILLIS);
            assertThat(heard(caller, 4)).isEqualTo("late");
        }
    }

    @Test
    void held_answers_leave_the_request_arrived() throws IOException {
        try (Socket caller = connected()) {
            link.set(LinkMode.HOLD_ANSWERS);
            say(caller, "half");
            await().until(() -> received.get() == 4 && link.affected() > 0);
            caller.setSoTimeout(NOTHING_COMES_MILLIS);
            assertThatThrownBy(() -> heard(caller, 1)).isInstanceOf(SocketTimeoutException.class);

            link.set(LinkMode.FORWARD);

            caller.setSoTimeout(SOMETHING_COMES_MILLIS);
            assertThat(heard(caller, 4)).isEqualTo("half");
        }
    }

    @Test
    void a_reset_breaks_old_connections_and_new_ones() throws IOException {
        try (Socket caller = connected()) {
            say(caller, "x");
            assertThat(heard(caller, 1)).isEqualTo("x");

            link.set(LinkMode.RESET);

            assertThatThrownBy(() -> heard(caller, 1)).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> {
                        try (Socket next = connected()) {
                            next.getInputStream().read();
                            next.getOutputStream().write(1);
                            next.getInputStream().read();
                            throw new SocketException("closed in order, which is no reset");
                        }
                    })
                    .isInstanceOf(SocketException.class)
                    .hasMessageNotContaining("in order");
            assertThat(link.affected()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void a_slow_link_is_late_by_its_delay_in_each_direction() throws IOException {
        link.set(LinkMode.DELAY);
        try (Socket caller = connected()) {
            long before = System.nanoTime();
            say(caller, "x");

            assertThat(heard(caller, 1)).isEqualTo("x");
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isGreaterThanOrEqualTo(LinkProxy.DELAY.multipliedBy(2));
        }
    }
}
