using StreamReco.Models.Binary;
using StreamReco.Models.Decoding;

namespace StreamReco.Stages.State;

/// <summary>
/// What became of a partition's records since its first one. Part of the fold, so that it is exact across crashes.
/// </summary>
public sealed class ShardCounters
{
    private readonly long[] _rejected = new long[ValidationFailure.TypeCount];

    /// <summary>Records read: always applied + duplicate + rejected + quarantined + passed over.</summary>
    public long Read { get; private set; }

    public long Applied { get; private set; }

    public long Duplicate { get; private set; }

    /// <summary>Rejected records by <see cref="FailureType"/>.</summary>
    public ReadOnlySpan<long> Rejected => _rejected;

    /// <summary>Clicks held back as those of programs.</summary>
    public long Quarantined { get; private set; }

    /// <summary>Punctuations, changes of model and of quality rules found in the log; not among the records read.</summary>
    public long ControlRecords { get; private set; }

    /// <summary>Clicks answered.</summary>
    public long Answers { get; private set; }

    /// <summary>Erasures found in the log; not among the records read.</summary>
    public long Erasures { get; private set; }

    /// <summary>Events that are known to be no clicks.</summary>
    public long PassedOver { get; private set; }

    /// <summary>Records of erased users that were skipped; not among the records read.</summary>
    public long OfErased { get; private set; }

    public void CountApplied()
    {
        Read++;
        Applied++;
    }

    public void CountDuplicate()
    {
        Read++;
        Duplicate++;
    }

    public void CountRejected(FailureType type)
    {
        Read++;
        _rejected[(int)type]++;
    }

    public void CountQuarantined()
    {
        Read++;
        Quarantined++;
    }

    public void CountAnswer() => Answers++;

    public void CountControlRecord() => ControlRecords++;

    public void CountErasure() => Erasures++;

    public void CountPassedOver()
    {
        Read++;
        PassedOver++;
    }

    public void CountOfErased() => OfErased++;

    public void AssertInvariants()
    {
        if (Read != Applied + Duplicate + Quarantined + PassedOver + _rejected.Sum())
        {
            throw new InvalidOperationException(
                $"A record was lost or counted twice: read {Read}, applied {Applied}, duplicate {Duplicate}, "
                + $"rejected {_rejected.Sum()}, quarantined {Quarantined}, passed over {PassedOver}.");
        }
    }

    /// <summary>A copy that stays as it is.</summary>
    public ShardCounters Copy()
    {
        var copy = new ShardCounters();
        copy.Add(this);
        return copy;
    }

    /// <summary>Adds another partition's counts to these.</summary>
    public void Add(ShardCounters other)
    {
        Read += other.Read;
        Applied += other.Applied;
        Duplicate += other.Duplicate;
        Answers += other.Answers;
        ControlRecords += other.ControlRecords;
        Erasures += other.Erasures;
        PassedOver += other.PassedOver;
        Quarantined += other.Quarantined;
        OfErased += other.OfErased;
        for (var i = 0; i < _rejected.Length; i++)
        {
            _rejected[i] += other._rejected[i];
        }
    }

    /// <summary>What was counted since <paramref name="before"/>.</summary>
    public ShardCounters Since(ShardCounters before)
    {
        var difference = Copy();
        difference.Read -= before.Read;
        difference.Applied -= before.Applied;
        difference.Duplicate -= before.Duplicate;
        difference.Answers -= before.Answers;
        difference.ControlRecords -= before.ControlRecords;
        difference.Erasures -= before.Erasures;
        difference.PassedOver -= before.PassedOver;
        difference.Quarantined -= before.Quarantined;
        difference.OfErased -= before.OfErased;
        for (var i = 0; i < _rejected.Length; i++)
        {
            difference._rejected[i] -= before._rejected[i];
        }

        return difference;
    }

    internal void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)Applied);
        writer.Unsigned((ulong)Duplicate);
        writer.Unsigned((ulong)Answers);
        writer.Unsigned((ulong)ControlRecords);
        var types = _rejected[^1] > 0 ? _rejected.Length : _rejected.Length - 1; // shorter without rules, as releases before them wrote it
        writer.Byte((byte)types);
        for (var type = 0; type < types; type++)
        {
            writer.Unsigned((ulong)_rejected[type]);
        }
    }

    /// <summary>What only a shard with erasures writes.</summary>
    internal void WriteErasures(StateWriter writer)
    {
        writer.Unsigned((ulong)Erasures);
        writer.Unsigned((ulong)OfErased);
    }

    /// <summary>What only a shard that passed events over writes.</summary>
    internal void WritePassedOver(StateWriter writer) => writer.Unsigned((ulong)PassedOver);

    /// <summary>What only a shard with a bot policy writes.</summary>
    internal void WriteQuarantined(StateWriter writer) => writer.Unsigned((ulong)Quarantined);

    internal void RestoreQuarantined(ref StateReader reader)
    {
        Quarantined = (long)reader.Unsigned();
        Read += Quarantined;
    }

    internal void RestorePassedOver(ref StateReader reader)
    {
        PassedOver = (long)reader.Unsigned();
        Read += PassedOver;
    }

    internal void RestoreErasures(ref StateReader reader)
    {
        Erasures = (long)reader.Unsigned();
        OfErased = (long)reader.Unsigned();
    }

    internal static ShardCounters Restore(ref StateReader reader)
    {
        var counters = new ShardCounters
        {
            Applied = (long)reader.Unsigned(),
            Duplicate = (long)reader.Unsigned(),
            Answers = (long)reader.Unsigned(),
            ControlRecords = (long)reader.Unsigned(),
        };
        var types = reader.Count(ValidationFailure.TypeCount);
        for (var i = 0; i < types; i++)
        {
            counters._rejected[i] = (long)reader.Unsigned();
        }

        counters.Read = counters.Applied + counters.Duplicate + counters._rejected.Sum();
        return counters;
    }
}
