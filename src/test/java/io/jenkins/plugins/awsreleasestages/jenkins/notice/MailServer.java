package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes mail, one after another; as much of SMTP as a client needs. */
final class MailServer implements AutoCloseable {

    final List<String> received = new CopyOnWriteArrayList<>();

    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    MailServer() throws IOException {
        Thread thread = new Thread(this::serve, "mail server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                talk(
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)),
                        socket.getOutputStream());
            } catch (IOException e) {
                // The client or the test has ended it.
            }
        }
    }

    private void talk(BufferedReader in, OutputStream out) throws IOException {
        StringBuilder mail = new StringBuilder();
        say(out, "220 here");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("DATA")) {
                say(out, "354 go on");
                for (String text = in.readLine(); !".".equals(text); text = in.readLine()) {
                    mail.append(text).append('\n');
                }
                received.add(mail.toString());
            } else if (line.startsWith("RCPT")) {
                mail.append(line).append('\n');
            }
            say(out, line.startsWith("QUIT") ? "221 bye" : "250 ok");
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
