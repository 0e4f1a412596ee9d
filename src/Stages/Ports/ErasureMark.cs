namespace StreamReco.Stages.Ports;

/// <summary>An erasure as a shard remembers it: whose earlier clicks are passed over, without saying who it is.</summary>
/// <param name="Hash">Keyed hash of the user's id; see <see cref="Privacy.Pseudonymizer.OpenForErasures"/>.</param>
/// <param name="Offset">Where the erasure stands in the shard's partition: clicks before it are passed over.</param>
/// <param name="AtMs">
/// Its Kafka timestamp, Unix milliseconds: clicks that were made until then and come later are passed over too.
/// </param>
public readonly record struct ErasureMark(string Hash, long Offset, long AtMs);
