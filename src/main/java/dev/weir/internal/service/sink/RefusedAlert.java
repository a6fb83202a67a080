package dev.weir.internal.service.sink;

import dev.weir.internal.service.store.StoredAlert;

/** An alert that a receiver will never accept, and the receiver's reason. */
public record RefusedAlert(StoredAlert alert, String reason) {}
