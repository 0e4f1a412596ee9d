using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.Events;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Artifacts;

/// <summary>
/// <c>sessions.bin</c>, version 1 (golden file in the tests): the clicks that a stack's counters come from; they are
/// counted again when the model is loaded. The magic <c>SRSESSNS</c>, version, N, whether times are the data's own, then
/// the sessions: length, and of each click row, time since the click before and type, in <see cref="StateWriter"/>'s
/// primitives.
/// </summary>
internal static class SessionLogFile
{
    public const int Version = 1;

    private const ulong Magic = 0x534e535345535253; // SRSESSNS
    private const int CountMax = 1 << 30;

    public static byte[] Write(SessionLog log)
    {
        var output = new ArrayBufferWriter<byte>(log.Clicks * 8);
        var writer = new StateWriter(output);
        writer.Fixed64(Magic);
        writer.Unsigned(Version);
        writer.Unsigned((ulong)log.Items);
        writer.Byte(log.Timed ? (byte)1 : (byte)0);
        writer.Unsigned((ulong)log.Sessions);
        var before = 0L;
        for (var session = 0; session < log.Sessions; session++)
        {
            var rows = log.RowsOf(session);
            var times = log.TimesOf(session);
            var types = log.TypesOf(session);
            writer.Unsigned((ulong)rows.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                writer.Unsigned((ulong)rows[i]);
                writer.Signed(times[i] - before);
                writer.Byte((byte)types[i]);
                before = times[i];
            }
        }

        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no such file, of another version, or damaged.</exception>
    public static SessionLog Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        FileHead.Check(ref reader, Magic, Version);
        var items = reader.Count(CountMax);
        var timed = reader.Byte() == 1;
        var starts = new int[reader.Count(CountMax) + 1];
        var (rows, times, types) = (new List<int>(), new List<long>(), new List<EventType>());
        var before = 0L;
        for (var session = 1; session < starts.Length; session++)
        {
            for (var left = reader.Count(CountMax); left > 0; left--)
            {
                rows.Add(reader.Count(items - 1));
                times.Add(before += reader.Signed());
                types.Add((EventType)reader.Byte());
            }

            starts[session] = rows.Count;
        }

        return new SessionLog(items, starts, [.. rows], [.. times], [.. types], timed);
    }
}
