package io.straightway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A key and a certificate that it signed itself, for servers on 127.0.0.1.
 *
 * @param keys PKCS #12
 * @param password of the keys
 * @param pem the certificate
 */
public record TestCertificate(Path keys, String password, Path pem) {

    public static TestCertificate make(Path folder, String password) throws IOException, InterruptedException {
        TestCertificate made = new TestCertificate(folder.resolve("keys.p12"), password, folder.resolve("certificate.pem"));
        List<String> store = List.of("-alias", "server", "-keystore", made.keys.toString(), "-storetype", "PKCS12", "-storepass", password);
        keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1,dns:localhost", "-validity", "2");
        keytool(store, "-exportcert", "-rfc", "-file", made.pem.toString());
        return made;
    }

    private static void keytool(List<String> store, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()),
                Stream.concat(Stream.of(arguments), store.stream())).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + said);
        }
    }
}
