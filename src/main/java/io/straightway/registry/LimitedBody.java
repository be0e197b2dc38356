package io.straightway.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An answer's bytes, up to a limit; Java has this from 25 on. */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final int largest;
    private final int status;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private Optional<Flow.Subscription> subscription = Optional.empty();

    /** @param status of the answer */
    LimitedBody(int largest, int status) {
        this.largest = largest;
        this.status = status;
    }

    static final class TooLarge extends IOException {
        private final int status;

        TooLarge(int largest, int status) {
            super("the answer has more than " + largest + " bytes");
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = Optional.of(subscription);
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (read.size() + buffer.remaining() > largest) {
                subscription.ifPresent(Flow.Subscription::cancel);
                body.completeExceptionally(new TooLarge(largest, status));
                return;
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            read.writeBytes(bytes);
        }
    }

    @Override
    public void onError(Throwable e) {
        body.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
        body.complete(read.toByteArray());
    }
}
