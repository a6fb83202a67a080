package dev.weir.internal.service.store;

/** An alert that a sink will never accept, and the reason. */
public record RefusedAlert(StoredAlert alert, String reason) {}
