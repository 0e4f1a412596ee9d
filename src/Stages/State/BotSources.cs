using StreamReco.Models.Binary;

namespace StreamReco.Stages.State;

/// <summary>
/// What share of each source's clicks is the first of its id, with a memory of some hundred clicks: where it is nearly all of
/// them, the ids rotate. Sources are known by first sight; those beyond <see cref="Max"/> are not watched.
/// </summary>
public sealed class BotSources
{
    /// <summary>Most sources that are watched.</summary>
    public const int Max = 32;

    /// <summary>Clicks of a source before it is judged.</summary>
    public const int ClicksMin = 500;

    /// <summary>Event time before it is judged, milliseconds: at first every id is new.</summary>
    public const long AgeMinMs = 3_600_000;

    private const double Memory = 1.0 / 500;
    private const int NameBytesMax = 64;

    private readonly List<BotSource> _sources = [];

    /// <summary>Takes in a click.</summary>
    /// <param name="name">Its source, UTF-8.</param>
    /// <param name="isFirst">Whether it is the first of its id.</param>
    /// <param name="eventMs">Event time, Unix milliseconds.</param>
    /// <returns>Share of first clicks, 0 to 1; 0 while the source is too young to be judged.</returns>
    public double Take(ReadOnlySpan<byte> name, bool isFirst, long eventMs)
    {
        if (Find(name.Length > NameBytesMax ? name[..NameBytesMax] : name, eventMs) is not { } source)
        {
            return 0;
        }

        source.Clicks = Math.Min(ClicksMin, source.Clicks + 1);
        source.Share += ((isFirst ? 1 : 0) - source.Share) * Memory;
        return source.Clicks >= ClicksMin && eventMs - source.SinceMs >= AgeMinMs ? source.Share : 0;
    }

    internal void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_sources.Count);
        foreach (var source in _sources)
        {
            writer.Unsigned((ulong)source.Name.Length);
            foreach (var one in source.Name)
            {
                writer.Byte(one);
            }

            writer.Unsigned((ulong)source.Clicks);
            writer.Signed(source.SinceMs);
            writer.Fixed64(BitConverter.DoubleToUInt64Bits(source.Share));
        }
    }

    internal void Restore(ref StateReader reader)
    {
        for (var left = reader.Count(Max); left > 0; left--)
        {
            _sources.Add(new BotSource(reader.Bytes(reader.Count(NameBytesMax)).ToArray())
            {
                Clicks = reader.Count(ClicksMin),
                SinceMs = reader.Signed(),
                Share = BitConverter.UInt64BitsToDouble(reader.Fixed64()),
            });
        }
    }

    private BotSource? Find(ReadOnlySpan<byte> name, long eventMs)
    {
        for (var i = 0; i < _sources.Count; i++)
        {
            if (_sources[i].Name.AsSpan().SequenceEqual(name))
            {
                return _sources[i];
            }
        }

        if (_sources.Count == Max)
        {
            return null;
        }

        var added = new BotSource(name.ToArray()) { SinceMs = eventMs, Share = 0.5 };
        _sources.Add(added);
        return added;
    }

    private sealed class BotSource(byte[] name)
    {
        public byte[] Name { get; } = name;

        public int Clicks { get; set; }

        public long SinceMs { get; init; }

        public double Share { get; set; }
    }
}
