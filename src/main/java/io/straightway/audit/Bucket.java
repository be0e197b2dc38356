package io.straightway.audit;

import io.straightway.store.ObjectInfo;
import io.straightway.store.ObjectStore;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The object store as an auditor sees it: to look, not to touch. */
public interface Bucket {
    /** The next parts of the keys that begin with the prefix, each up to its slash. */
    List<String> folders(String prefix);

    /** Every object whose key begins with the prefix. */
    List<ObjectInfo> list(String prefix);

    /** The stream is the caller's to close. Empty if there is no such object. */
    Optional<InputStream> open(String key);

    static Bucket of(ObjectStore store) {
        return new Bucket() {
            @Override
            public List<String> folders(String prefix) {
                return store.folders(prefix);
            }

            @Override
            public List<ObjectInfo> list(String prefix) {
                return store.list(prefix);
            }

            @Override
            public Optional<InputStream> open(String key) {
                return store.open(key);
            }
        };
    }
}
