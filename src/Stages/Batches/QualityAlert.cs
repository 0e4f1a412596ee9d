using StreamReco.Models.DataQuality;

namespace StreamReco.Stages.Batches;

/// <summary>A quality rule that stands otherwise than before.</summary>
/// <param name="Change">What changed.</param>
/// <param name="Rules">Version of the rules.</param>
/// <param name="Offset">Offset of the record that changed it.</param>
/// <param name="AtMs">Kafka's timestamp of that record, Unix milliseconds.</param>
public sealed record QualityAlert(QualityChange Change, string Rules, long Offset, long AtMs);
