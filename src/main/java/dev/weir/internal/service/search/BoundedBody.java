package dev.weir.internal.service.search;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of an answer in an array, if it is not too long. */
final class BoundedBody implements BodySubscriber<byte[]> {

  private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
  private final int most;
  private long length;
  private Flow.@Nullable Subscription subscription;

  BoundedBody(int most) {
    this.most = most;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    whole.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      length += buffer.remaining();
    }
    if (length <= most) {
      whole.onNext(buffers);
    } else if (subscription != null) {
      subscription.cancel();
      whole.onError(new IOException("its answer is longer than " + most + " bytes"));
    }
  }

  @Override
  public void onError(Throwable failure) {
    whole.onError(failure);
  }

  @Override
  public void onComplete() {
    whole.onComplete();
  }
}
