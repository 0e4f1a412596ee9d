using StreamReco.Models.Decoding;

namespace StreamReco.Stages.Records;

/// <summary>A record that was not applied, whole, with its reason.</summary>
/// <param name="Record">The record as it came.</param>
/// <param name="Failure">Why it was rejected.</param>
public readonly record struct RejectedRecord(LogRecord Record, ValidationFailure Failure);
