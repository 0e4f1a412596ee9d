using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.DataQuality;
using StreamReco.Models.Search.Counts;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.State;

/// <summary>The state of a shard besides its users: a fold over the partition's records like theirs.</summary>
public sealed class ShardState(WindowOptions windows)
{
    private const byte Version = 1;

    /// <summary>Version 1 with the key's id in front: written where user ids are pseudonyms.</summary>
    private const byte PseudonymVersion = 2;

    /// <summary>Version 2, its key's id perhaps empty, with erasures at the end: written where there were some.</summary>
    private const byte ErasureVersion = 3;

    /// <summary>Version 3 with the change of model at the end: written once a change was in force.</summary>
    private const byte ModelVersion = 4;

    /// <summary>A state of another version, its length in front, and live sources behind it.</summary>
    private const byte LiveVersion = 5;

    /// <summary>Version 4, its change of model perhaps missing, with what trends by country at the end: written once an event named one.</summary>
    private const byte CountryVersion = 6;

    /// <summary>Version 6, its countries perhaps none, with the events passed over at the end: written once there was one.</summary>
    private const byte PassedOverVersion = 7;

    /// <summary>
    /// The topic's id in front of a state of another version, which may have live sources behind it: written where the
    /// brokers say the id.
    /// </summary>
    private const byte TopicVersion = 8;

    /// <summary>The kept searches, their length in front, and behind them a state of another version: written once there is one.</summary>
    private const byte SearchVersion = 9;

    /// <summary>The experiments, their length in front, and behind them a state of another version: written once there is one.</summary>
    private const byte ExperimentVersion = 10;
    /// <summary>The quality rules and what they saw, their length in front, and behind them a state of another version: written once there were rules.</summary>
    private const byte QualityVersion = 11;

    /// <summary>Who said what of their consent, its length in front, and behind it a state of another version: written once there was a policy.</summary>
    private const byte ConsentVersion = 12;

    /// <summary>The bot policy and what it judged, its length in front, and behind it a state of another version: written once there was a policy.</summary>
    private const byte BotsVersion = 13;

    /// <summary>The live sources of models that arms of experiments answer by, their length in front, and behind them a state of another version.</summary>
    private const byte ArmLiveVersion = 14;

    /// <summary>In front of the others: records that quality rules hold back, where no bots were ever judged.</summary>
    private const byte QuarantineVersion = 15;

    /// <summary>The identity policy and what was linked, its length in front, and behind it a state of another version: written once there was either.</summary>
    private const byte IdentityVersion = 16;

    /// <summary>Models of arms at a time that a state can hold.</summary>
    private const int ArmsMax = 1_000;

    /// <summary>Bytes to begin writing the state with: somewhat more than it had last.</summary>
    private int _bytesMost = 1_024;

    /// <summary>Id of the topic that the state was folded from; empty where the brokers do not say it.</summary>
    public string TopicId { get; set; } = "";

    /// <summary>Id of the key that the user ids are pseudonyms by; empty where they are in clear.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>The newest change of model in force; null while the model of the settings answers.</summary>
    public ModelChange? Model { get; set; }

    /// <summary>The live sources' bytes as they were read; the stage that owns them adds them to what is written.</summary>
    public ReadOnlyMemory<byte> Live { get; private set; }

    /// <summary>The same of models that arms of experiments answer by, by version.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ArmLive { get; private set; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>The offset after the last folded record.</summary>
    public long NextOffset { get; set; }

    /// <summary>Latest event time of an applied event, Unix milliseconds; <see cref="long.MinValue"/> before the first.</summary>
    public long LatestEventMs { get; set; } = long.MinValue;

    /// <summary>No event before this time is expected any more.</summary>
    public long WatermarkMs => LatestEventMs == long.MinValue ? long.MinValue : LatestEventMs - windows.OutOfOrdernessMs;

    public ShardCounters Counters { get; private init; } = new();

    public TrendingWindows Trending { get; } = new(windows);

    /// <summary>The same by country.</summary>
    public CountryTrends Countries { get; } = new(windows);

    /// <summary>Clicks that wait for the throttle.</summary>
    public WaitingClicks Pending { get; } = new();

    /// <summary>What searches showed, and what was clicked.</summary>
    public QueryCounts Searches { get; private set; } = new();

    /// <summary>The experiments, who is in which arm, and what followed.</summary>
    public ShardExperiments Experiments { get; private set; } = new();
    /// <summary>The quality rules in force, and what they saw; null before the first.</summary>
    public QualityState? Quality { get; set; }

    /// <summary>The consent policy in force, and who said what; null before the first policy.</summary>
    public ShardConsent? Consent { get; set; }

    /// <summary>The bot policy in force, and what it judged; null before the first policy.</summary>
    public ShardBots? Bots { get; set; }

    /// <summary>The identity policy in force, and what was linked; null before the first of either.</summary>
    public ShardIdentity? Identity { get; set; }

    /// <summary>Whose earlier clicks are passed over.</summary>
    public ErasedUsers Erased { get; } = new();

    /// <summary>The state's canonical bytes.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(_bytesMost);
        var writer = new StateWriter(output);
        if (TopicId.Length > 0)
        {
            writer.Byte(TopicVersion);
            writer.Text(TopicId);
        }

        if (!Searches.IsEmpty)
        {
            WriteInFront(output, SearchVersion, writer => QueryCountsCodec.Write(Searches, writer));
        }

        if (!Experiments.IsEmpty)
        {
            WriteInFront(output, ExperimentVersion, Experiments.Write);
        }

        if (Quality is not null)
        {
            WriteInFront(output, QualityVersion, Quality.Write);
        }

        if (Consent is not null)
        {
            WriteInFront(output, ConsentVersion, Consent.Write);
        }

        if (Bots is not null)
        {
            WriteInFront(output, BotsVersion, WriteBots);
        }
        else if (Counters.Quarantined > 0)
        {
            WriteInFront(output, QuarantineVersion, Counters.WriteQuarantined);
        }

        if (Identity is not null)
        {
            WriteInFront(output, IdentityVersion, Identity.Write);
        }

        var version = Counters.PassedOver > 0 ? PassedOverVersion
            : Countries.Count > 0 ? CountryVersion
            : Model is not null ? ModelVersion
            : Counters.Erasures > 0 || Erased.Count > 0 ? ErasureVersion
            : KeyId.Length > 0 ? PseudonymVersion : Version;
        writer.Byte(version);
        if (version != Version)
        {
            writer.Text(KeyId);
        }

        Counters.Write(writer);
        writer.Unsigned((ulong)NextOffset);
        writer.Signed(LatestEventMs);
        Trending.Write(writer);
        writer.Unsigned((ulong)Pending.Count);
        foreach (var pending in Pending.ToSortedArray())
        {
            writer.Text(pending.UserId);
            writer.Signed(pending.Offset);
            writer.Signed(pending.AsOfMs);
            writer.Signed(pending.DueMs);
        }

        if (version >= ErasureVersion)
        {
            Counters.WriteErasures(writer);
            Erased.Write(writer);
        }

        if (version >= CountryVersion)
        {
            writer.Byte(Model is null ? (byte)0 : (byte)1);
        }

        Model?.Write(writer);
        if (version >= CountryVersion)
        {
            Countries.Write(writer);
        }

        if (version == PassedOverVersion)
        {
            Counters.WritePassedOver(writer);
        }

        _bytesMost = Math.Max(_bytesMost, output.WrittenCount / 8 * 9);
        return output.WrittenSpan.ToArray();
    }

    private void WriteBots(StateWriter writer)
    {
        Counters.WriteQuarantined(writer);
        Bots!.Write(writer);
    }

    private static void WriteInFront(ArrayBufferWriter<byte> output, byte version, Action<StateWriter> write)
    {
        var part = new ArrayBufferWriter<byte>(1024);
        write(new StateWriter(part));
        var writer = new StateWriter(output);
        writer.Byte(version);
        writer.Unsigned((ulong)part.WrittenCount);
        output.Write(part.WrittenSpan);
    }

    /// <summary>The bytes of a state together with those of the shard's live sources.</summary>
    public static byte[] WithLive(ReadOnlySpan<byte> state, ReadOnlySpan<byte> live)
    {
        var output = new ArrayBufferWriter<byte>(state.Length + live.Length + 8);
        var writer = new StateWriter(output);
        writer.Byte(LiveVersion);
        writer.Unsigned((ulong)state.Length);
        output.Write(state);
        output.Write(live);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The bytes of a state together with those of the live sources of models of arms, by version.</summary>
    public static byte[] WithArmLive(ReadOnlySpan<byte> state, SortedDictionary<string, ReadOnlyMemory<byte>> live)
    {
        var output = new ArrayBufferWriter<byte>(state.Length + live.Sum(one => one.Value.Length) + 64);
        WriteInFront(output, ArmLiveVersion, writer =>
        {
            writer.Unsigned((ulong)live.Count);
            foreach (var (model, bytes) in live)
            {
                writer.Text(model);
                writer.Unsigned((ulong)bytes.Length);
                writer.Bytes(bytes.Span);
            }
        });
        output.Write(state);
        return output.WrittenSpan.ToArray();
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadArmLive(ref StateReader part)
    {
        var live = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        for (var left = part.Count(ArmsMax); left > 0; left--)
        {
            live.Add(part.Text(), part.Bytes(part.Count(int.MaxValue)).ToArray());
        }

        return live;
    }

    /// <summary>Reads what <see cref="ToBytes"/>, <see cref="WithLive"/> or <see cref="WithArmLive"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static ShardState FromBytes(ReadOnlySpan<byte> bytes, WindowOptions windows)
    {
        var reader = new StateReader(bytes);
        var version = reader.Byte();
        if (version == LiveVersion)
        {
            var inner = FromBytes(reader.Bytes(reader.Count(int.MaxValue)), windows);
            inner.Live = reader.Rest().ToArray();
            return inner;
        }

        if (version == TopicVersion)
        {
            var topicId = reader.Text();
            var inner = FromBytes(reader.Rest(), windows);
            inner.TopicId = topicId;
            return inner;
        }

        if (version is SearchVersion or ExperimentVersion or QualityVersion or ConsentVersion or BotsVersion or ArmLiveVersion
            or QuarantineVersion or IdentityVersion)
        {
            return FromPart(version, ref reader, windows);
        }

        if (version is < Version or > PassedOverVersion)
        {
            throw new InvalidDataException(
                $"The shard state has version {version}; this program reads versions {Version} to {IdentityVersion}.");
        }

        var keyId = version == Version ? "" : reader.Text();
        var state = new ShardState(windows) { KeyId = keyId, Counters = ShardCounters.Restore(ref reader) };
        state.NextOffset = (long)reader.Unsigned();
        state.LatestEventMs = reader.Signed();
        state.Trending.Restore(ref reader);
        for (var left = reader.Count(100_000_000); left > 0; left--)
        {
            var click = new PendingRecommendation(reader.Text(), reader.Signed(), reader.Signed(), reader.Signed());
            if (!state.Pending.TryGet(click.UserId, out var other) || other.Offset < click.Offset)
            {
                state.Pending.Put(click); // an earlier program kept those that had lost their place, which may be due later
            }
        }

        if (version >= ErasureVersion)
        {
            state.Counters.RestoreErasures(ref reader);
            state.Erased.Restore(ref reader);
        }

        var isChanged = version == ModelVersion || (version >= CountryVersion && reader.Byte() == 1);
        state.Model = isChanged ? ModelChange.Read(ref reader) : null;
        if (version >= CountryVersion)
        {
            state.Countries.Restore(ref reader);
        }

        if (version == PassedOverVersion)
        {
            state.Counters.RestorePassedOver(ref reader);
        }

        return reader.AtEnd ? state : throw new InvalidDataException("The shard state has bytes behind its end.");
    }

    /// <summary>Reads a state with a part in front of it.</summary>
    private static ShardState FromPart(byte version, ref StateReader reader, WindowOptions windows)
    {
        var part = new StateReader(reader.Bytes(reader.Count(int.MaxValue)));
        var state = FromBytes(reader.Rest(), windows);
        switch (version)
        {
            case SearchVersion:
                state.Searches = QueryCountsCodec.Read(ref part);
                break;
            case ExperimentVersion:
                state.Experiments = ShardExperiments.Read(ref part);
                break;
            case ConsentVersion:
                state.Consent = ShardConsent.Read(ref part);
                break;
            case ArmLiveVersion:
                state.ArmLive = ReadArmLive(ref part);
                break;
            case IdentityVersion:
                state.Identity = ShardIdentity.Read(ref part);
                break;
            case BotsVersion:
                state.Counters.RestoreQuarantined(ref part);
                state.Bots = ShardBots.Read(ref part);
                break;
            case QuarantineVersion:
                state.Counters.RestoreQuarantined(ref part);
                break;
            default:
                state.Quality = QualityState.Read(ref part);
                break;
        }

        return part.AtEnd ? state
            : throw new InvalidDataException($"A part of the shard state, of version {version}, has bytes behind its end.");
    }
}
