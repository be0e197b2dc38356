package io.straightway.data;

import java.util.List;

/**
 * Pictures with a name and the credits that their licences ask for.
 *
 * @param credits one line per source: author, licence, where it is from
 */
public record DataSet(String name, Images images, List<String> credits) {
    public DataSet {
        credits = List.copyOf(credits);
    }
}
