package io.straightway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.WebApplicationException;
import org.junit.jupiter.api.Test;

class LimitsTest {

    @Test
    void aNumberBeyondTheLimitsIsToldWithTheLimits() {
        assertThat(Limits.between("limit", "500", 1, 500)).isEqualTo(500);
        for (String value : new String[] {"501", "0", "-1", "many", "", "1e2", "99999999999"}) {
            assertThatThrownBy(() -> Limits.between("limit", value, 1, 500)).isInstanceOf(WebApplicationException.class)
                    .hasMessage("limit is " + value + ", allowed: a whole number from 1 to 500");
        }
    }

    @Test
    void aNameNeverLeadsOutOfItsPlace() {
        assertThat(Limits.name("id", "a.b-c_1")).isEqualTo("a.b-c_1");
        for (String name : new String[] {"", ".", "..", "a/b", "a..b", "-a", "a\\b", "a b", "a\n", "x".repeat(200)}) {
            assertThatThrownBy(() -> Limits.name("id", name)).as(name).isInstanceOf(WebApplicationException.class).hasMessageStartingWith("id is ");
        }
    }
}
