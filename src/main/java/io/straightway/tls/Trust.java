package io.straightway.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates the client believes: those that this Java believes, and those of a file. */
public record Trust(X509TrustManager authorities) {
    private static final long LARGEST = 1 << 20;

    /**
     * @param file certificates in PEM, one after the other
     * @param setting that names the file, for errors
     * @throws IllegalArgumentException if the file has no certificates
     */
    public static Trust alsoIn(Path file, String setting) {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int count = 0;
            for (X509Certificate known : manager(Optional.empty()).getAcceptedIssuers()) {
                all.setCertificateEntry("java-" + count++, known);
            }
            for (Certificate added : read(file, setting)) {
                all.setCertificateEntry("file-" + count++, added);
            }
            return new Trust(manager(Optional.of(all)));
        } catch (IOException | GeneralSecurityException e) {
            throw refused(file, setting, "cannot be read as certificates: " + e.getMessage());
        }
    }

    private static Collection<? extends Certificate> read(Path file, String setting) throws IOException, GeneralSecurityException {
        if (!Files.isRegularFile(file)) {
            throw refused(file, setting, "is not a file");
        }
        if (Files.size(file) > LARGEST) {
            throw refused(file, setting, "is larger than " + LARGEST + " bytes");
        }
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw refused(file, setting, "has no certificate");
            }
            return found;
        }
    }

    private static IllegalArgumentException refused(Path file, String setting, String why) {
        return new IllegalArgumentException(setting + " is " + file + ", which " + why
                + "; allowed: a PEM file with the certificate of the server or of the authority that signed it");
    }

    /** @param keys if empty, those of this Java */
    private static X509TrustManager manager(Optional<KeyStore> keys) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(keys.orElse(null));
        return Arrays.stream(factory.getTrustManagers()).filter(X509TrustManager.class::isInstance).map(X509TrustManager.class::cast)
                .findFirst().orElseThrow();
    }

    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {authorities}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has TLS", e);
        }
    }
}
