using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Erasures;

/// <summary>The erasures topic as a shard asks it.</summary>
internal sealed class KafkaErasureLedger(KafkaOptions options, PrivacyOptions privacy, TimeProvider time) : IErasureLedger
{
    private readonly string? _keyId = Pseudonymizer.OpenForErasures(privacy)?.KeyId;

    public async Task<IReadOnlyList<ErasureMark>> ReadAsync(ShardId shard, CancellationToken cancel)
    {
        var marks = new List<ErasureMark>();
        foreach (var entry in await new ErasureTopic(options, time).ReadAsync(cancel))
        {
            if (entry.Topic == shard.Topic && shard.Partition < entry.Offsets.Count)
            {
                CheckKey(entry);
                marks.Add(new ErasureMark(entry.Hash, entry.Offsets[shard.Partition], entry.RequestedMs));
            }
        }

        return marks;
    }

    /// <summary>Whether the key at hand is that of every erasure of the clicks topic: what reads it from its beginning meets them all.</summary>
    /// <exception cref="PseudonymKeyException">It is not.</exception>
    public async Task CheckKeysAsync(CancellationToken cancel)
    {
        foreach (var entry in (await new ErasureTopic(options, time).ReadAsync(cancel)).Where(entry => entry.Topic == options.Clicks))
        {
            CheckKey(entry);
        }
    }

    /// <summary>Whether the key at hand is the one of an erasure.</summary>
    public bool HasKeyOf(ErasureEntry entry) => entry.KeyId == _keyId;

    /// <summary>Whose clicks are to be passed over can be told with the right key only.</summary>
    public void CheckKey(ErasureEntry entry)
    {
        if (!HasKeyOf(entry))
        {
            throw new PseudonymKeyException(
                $"Users of topic '{entry.Topic}' were erased under key {entry.KeyId} (topic '{options.Erasures}', "
                    + $"Kafka:Erasures), but Privacy:ErasureKeyFile {(_keyId is null ? "is not set" : $"has key {_keyId}")}: "
                    + "their earlier clicks could not be told. Set the key that 'users erase' was given.");
        }
    }
}
