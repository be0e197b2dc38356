package io.straightway.engine;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;

/**
 * A libtorch to load.
 *
 * @param version such as 2.7.1 or 2.11.0+cu130
 * @param folder of the host's libtorch and its shim; empty for DJL's own
 */
public record Libtorch(String version, Optional<Path> folder) {
    /** What DJL brings on the class path. */
    public static final Libtorch STOCK = new Libtorch("2.7.1", Optional.empty());

    private static final String SHIM = "libdjl_torch.so";
    private static final String DESCRIPTION = "shim.properties";

    /**
     * Reads what src/main/native/build.sh made, and looks whether the libtorch is still the one that the shim was compiled for: with
     * another one the shim would load, give wrong tensors and crash the JVM. Loads nothing.
     *
     * @throws IllegalArgumentException if it must not be loaded
     */
    public static Libtorch read(Path folder) {
        String setting = "straightway.libtorch is " + folder + ", ";
        Path description = folder.resolve(DESCRIPTION);
        if (!Files.isRegularFile(folder.resolve(SHIM)) || !Files.isRegularFile(description)) {
            throw new IllegalArgumentException(setting + "which holds no shim (" + SHIM + ", " + DESCRIPTION + "). "
                    + "Compile one with src/main/native/build.sh LIBTORCH FOLDER, and name that folder");
        }
        Properties shim = new Properties();
        try (Reader reader = Files.newBufferedReader(description)) {
            shim.load(reader);
            String version = required(shim, "libtorch", description);
            Path library = Path.of(required(shim, "library", description));
            String rebuild = ". Compile the shim again with src/main/native/build.sh";
            if (!Files.isRegularFile(library)) {
                throw new IllegalArgumentException(setting + "but the libtorch of its shim is gone: " + library + rebuild);
            }
            String bytes = required(shim, "bytes", description);
            if (!bytes.equals(Long.toString(Files.size(library)))) {
                throw new IllegalArgumentException(setting + "whose shim was compiled for libtorch " + version + " with a " + library.getFileName() + " of "
                        + bytes + " bytes, but there it has " + Files.size(library) + rebuild);
            }
            String djl = required(shim, "djl", description);
            if (!djl.equals(Engine.getDjlVersion())) {
                throw new IllegalArgumentException(setting + "whose shim was compiled for DJL " + djl + ", but this is " + Engine.getDjlVersion() + rebuild);
            }
            return new Libtorch(version, Optional.of(folder.toAbsolutePath().normalize()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String required(Properties shim, String key, Path description) {
        String value = shim.getProperty(key, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(description + " has no entry " + key + "; src/main/native/build.sh writes it");
        }
        return value;
    }

    /** Whether this is version {@code major.minor} or a later one. */
    public boolean atLeast(int major, int minor) {
        int[] own = Arrays.stream(version.split("[^0-9]+")).limit(2).mapToInt(Integer::parseInt).toArray();
        return own[0] > major || own[0] == major && own[1] >= minor;
    }

    /** Where it is from, for people. */
    public String origin() {
        return folder.map(path -> "the host's, by " + path).orElse("DJL's, from the class path");
    }

    /** Whether the class path holds DJL's natives for CUDA. */
    static boolean cudaOnClassPath() {
        ClassLoader loader = Libtorch.class.getClassLoader();
        return loader.resources("native/lib/pytorch.properties").anyMatch(resource -> {
            Properties natives = new Properties();
            try (var stream = resource.openStream()) {
                natives.load(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return natives.getProperty("flavor", "").startsWith("cu");
        });
    }
}
