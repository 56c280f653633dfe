package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The tokens that lead from one page to the next: opaque, and good for what they were given for only. */
final class PageTokens {

    private record Place(String of, int from) {}

    private final Map<String, Place> places = new ConcurrentHashMap<>();

    /** Where a request begins, 0 without a token. */
    int place(String of, String token) {
        if (token == null) {
            return 0;
        }
        Place place = places.get(token);
        if (place == null || !place.of().equals(of)) {
            throw Refusal.invalid("The specified nextToken is not valid.");
        }
        return place.from();
    }

    String token(String of, int from) {
        String token = "page-" + UUID.randomUUID();
        places.put(token, new Place(of, from));
        return token;
    }

    /** One page of a list as it is now, under the name of its member. */
    Map<String, Object> page(String member, List<?> all, String of, String token, int size) {
        int from = Math.min(place(of, token), all.size());
        int to = Math.min(all.size(), from + size);
        return Xml.fields(member, all.subList(from, to), "NextToken", to < all.size() ? token(of, to) : null);
    }
}
