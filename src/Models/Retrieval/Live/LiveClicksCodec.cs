using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.Events;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Live;

/// <summary>
/// The durable form of <see cref="LiveClicks"/>, version 2 (golden bytes in the tests): version; the number of the oldest
/// session; the item ids in the order of their first click; the sessions, oldest first, each with its key, its user's,
/// its context and its clicks. Items stand by id, so that another model can take the clicks over. Version 1, without the
/// users' keys, is read.
/// </summary>
public static class LiveClicksCodec
{
    public const byte Version = 2;

    private const byte WithoutUsers = 1;

    /// <summary>Writes the canonical bytes: equal states give equal bytes.</summary>
    /// <param name="live">The state.</param>
    /// <param name="idOf">An item's id by its row.</param>
    /// <param name="output">Where the bytes go.</param>
    public static void Write(LiveClicks live, Func<int, string> idOf, IBufferWriter<byte> output)
    {
        var writer = new StateWriter(output);
        writer.Byte(Version);
        writer.Unsigned((ulong)live.Ring.Oldest);
        var places = WriteItems(live, idOf, writer);
        writer.Unsigned((ulong)live.Sessions);
        for (var number = live.Ring.Oldest; number < live.Ring.Next; number++)
        {
            Write(live.Ring[number], places, writer);
        }
    }

    /// <summary>
    /// Restores a state into <paramref name="live"/>, which may be of another model: clicks on items that it does not
    /// know are left out; of more sessions or clicks than its bounds allow, the newest stay.
    /// </summary>
    /// <param name="bytes">What <see cref="Write"/> wrote.</param>
    /// <param name="rowOf">An item's row by its id, -1 where the model does not know it.</param>
    /// <param name="live">What it held before is gone.</param>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged; <paramref name="live"/> is then
    /// to be thrown away.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, Func<string, int> rowOf, LiveClicks live)
    {
        var reader = new StateReader(bytes);
        var version = ReadVersion(ref reader);
        live.StartAt(Number(reader.Unsigned()));
        int[] rows = [.. ReadItems(ref reader).Select(rowOf)];
        for (var left = reader.Count(int.MaxValue); left > 0; left--)
        {
            ReadSession(ref reader, version, rows, live);
        }

        if (!reader.AtEnd)
        {
            throw new InvalidDataException("The live clicks have bytes behind their end.");
        }
    }

    /// <summary>The ids of the items that were clicked, in the order of their first click.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    internal static IReadOnlyList<string> ReadItemIds(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        ReadVersion(ref reader);
        reader.Unsigned();
        return ReadItems(ref reader);
    }

    private static byte ReadVersion(ref StateReader reader)
    {
        var version = reader.Byte();
        return version is Version or WithoutUsers ? version : throw new InvalidDataException(
            $"The live clicks have version {version}; this program reads versions {WithoutUsers} and {Version}.");
    }

    private static Dictionary<int, int> WriteItems(LiveClicks live, Func<int, string> idOf, StateWriter writer)
    {
        var places = new Dictionary<int, int>();
        for (var number = live.Ring.Oldest; number < live.Ring.Next; number++)
        {
            foreach (var row in live.Ring[number].Rows)
            {
                places.TryAdd(row, places.Count);
            }
        }

        writer.Unsigned((ulong)places.Count);
        foreach (var row in places.OrderBy(pair => pair.Value).Select(pair => pair.Key))
        {
            writer.Text(idOf(row));
        }

        return places;
    }

    private static void Write(LiveSession session, Dictionary<int, int> places, StateWriter writer)
    {
        writer.Fixed64(session.Key);
        writer.Fixed64(session.UserKey);
        writer.Unsigned((ulong)session.Context);
        writer.Unsigned((ulong)session.Clicks);
        var before = 0L;
        for (var click = 0; click < session.Count; click++)
        {
            writer.Unsigned((ulong)places[session.Rows[click]]);
            writer.Signed(session.TimesMs[click] - before);
            writer.Byte((byte)session.Types[click]);
            before = session.TimesMs[click];
        }
    }

    private static List<string> ReadItems(ref StateReader reader)
    {
        var ids = new List<string>();
        for (var left = reader.Count(int.MaxValue); left > 0; left--)
        {
            ids.Add(reader.Text());
        }

        return ids;
    }

    private static void ReadSession(ref StateReader reader, byte version, int[] rows, LiveClicks live)
    {
        var session = live.Begin(reader.Fixed64(), version == WithoutUsers ? 0 : reader.Fixed64());
        var context = reader.Count(SessionKnnIndex.SessionClicksMax);
        var clicks = reader.Count(SessionKnnIndex.SessionClicksMax);
        var timeMs = 0L;
        for (var click = 0; click < context + clicks; click++)
        {
            var row = RowOf(reader.Unsigned(), rows);
            timeMs += reader.Signed();
            var type = Interaction(reader.Byte());
            if (row < 0)
            {
                continue;
            }

            if (click < context)
            {
                live.AddContext(session, row, timeMs, type);
            }
            else
            {
                live.Add(session, row, timeMs, type);
            }
        }

        live.KeepWithinBounds();
    }

    private static int RowOf(ulong item, int[] rows) => item < (ulong)rows.Length
        ? rows[item]
        : throw new InvalidDataException($"The live clicks name item {item} of {rows.Length}.");

    private static EventType Interaction(byte type) =>
        type < EventTypes.TableLength && EventTypes.IsInteraction((EventType)type)
            ? (EventType)type
            : throw new InvalidDataException($"The live clicks have an interaction of type {type}, which is none.");

    private static long Number(ulong value) => value <= long.MaxValue / 2
        ? (long)value
        : throw new InvalidDataException($"The live clicks begin with session {value}, which cannot be.");
}
