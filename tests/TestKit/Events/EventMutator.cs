using System.Text;

namespace StreamReco.TestKit.Events;

/// <summary>
/// Events gone wrong, by seed: bits flipped, cut short, doubled, nested deep, blown up, in another encoding, with
/// foreign tokens amid; some stay as valid as they were.
/// </summary>
/// <param name="random">The seeded source.</param>
/// <param name="receivedMs">When the events are received, Unix milliseconds; their own times lie shortly before.</param>
public sealed class EventMutator(Random random, long receivedMs)
{
    private static readonly byte[][] _tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ":", ",", "null", "true", "-", "1e999", "\\u0000", "\\ud800", "\\", "\0", "é",
            "\"items\":[", "\"data\":{", "\"user_id\":", "\"timestamp\":", "\"9999-12-31T23:59:59Z\"", "9223372036854775807",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf],
    ];

    private static readonly Encoding[] _encodings =
        [Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.Latin1];

    private int _number;

    /// <summary>The next event.</summary>
    public byte[] Next()
    {
        var bytes = Valid(random.Next(4), _number++).ToList();
        for (var steps = random.Next(4); steps > 0 && bytes.Count > 0; steps--)
        {
            Mutate(bytes, random.Next(bytes.Count));
        }

        return random.Next(200) switch
        {
            0 => Blow(bytes),
            1 or 2 => _encodings[random.Next(_encodings.Length)].GetBytes(Encoding.UTF8.GetString([.. bytes])),
            _ => [.. bytes],
        };
    }

    private static void Nest(List<byte> bytes, int depth)
    {
        bytes.InsertRange(0, Enumerable.Repeat("{\"data\":"u8.ToArray(), depth).SelectMany(level => level));
        bytes.AddRange(Enumerable.Repeat((byte)'}', depth));
    }

    private void Mutate(List<byte> bytes, int at)
    {
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(40), bytes.Count - at)));
                break;
            case 3:
                bytes.InsertRange(at, _tokens[random.Next(_tokens.Length)]);
                break;
            case 4:
                bytes.RemoveRange(at, Math.Min(random.Next(8), bytes.Count - at));
                break;
            default:
                Nest(bytes, random.Next(random.Next(20) == 0 ? 2_000 : 40));
                break;
        }
    }

    private byte[] Valid(int kind, int number) => kind switch
    {
        0 => EventBytes.View("u1", "i1", receivedMs - 5, $"v{number}", session: "s", category: "shoes"),
        1 => EventBytes.Purchase("ü\"\\", ["i1", "i2", "i3"], receivedMs - 7, $"p{number}"),
        2 => Encoding.UTF8.GetBytes(
            $$$"""
            {"type":"track","event":"Product Viewed","messageId":"m{{{number}}}","userId":"u",
             "timestamp":"2026-01-15T11:00:00.5+01:00","sentAt":"2026-01-15T11:00:01Z",
             "properties":{"product_id":"p","price":"1.5","quantity":2}}
            """),
        _ => Encoding.UTF8.GetBytes(
            $$$"""
            {"specversion":"1.0","id":"ce{{{number}}}","type":"a.view_item","time":1768478399000.5,
             "data":{"user_id":17,"items":[{"item_id":"\ud83d\ude00","price":1e2}]}}
            """),
    };

    /// <summary>Up to 100 KB of one character or token in some place.</summary>
    private byte[] Blow(List<byte> bytes)
    {
        var token = random.Next(2) == 0 ? " "u8.ToArray() : _tokens[random.Next(_tokens.Length)];
        var times = random.Next(100_000) / token.Length;
        bytes.InsertRange(random.Next(bytes.Count + 1), Enumerable.Repeat(token, times).SelectMany(part => part));
        return [.. bytes];
    }
}
