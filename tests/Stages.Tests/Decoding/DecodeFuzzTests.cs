using System.Text;
using StreamReco.Models.Events;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.TestKit.Events;

namespace StreamReco.Stages.Tests.Decoding;

/// <summary>Whatever bytes come, the record ends as exactly one of an event and a failure, and never as an exception.</summary>
public sealed class DecodeFuzzTests
{
    private const int Inputs = 100_000;
    private const int Seed = 20260115;

    private static readonly byte[][] _valid =
    [
        EventBytes.View("u1", "i1", Decoder.ReceivedMs - 5, session: "s", category: "shoes"),
        EventBytes.Purchase("ü\"\\", ["i1", "i2", "i3"], Decoder.ReceivedMs - 7),
        Encoding.UTF8.GetBytes("""{"type":"track","event":"Product Viewed","messageId":"m","userId":"u","timestamp":"2026-01-15T11:00:00.5+01:00","sentAt":"2026-01-15T11:00:01Z","properties":{"product_id":"p","price":"1.5","quantity":2}}"""),
        Encoding.UTF8.GetBytes("""{"specversion":"1.0","id":"ce","type":"a.view_item","time":1768478399000.5,"data":{"user_id":17,"items":[{"item_id":"\ud83d\ude00","price":1e2}]}}"""),
    ];

    private static readonly byte[][] _tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ":", ",", "null", "true", "-", "1e999", "\\u0000", "\\ud800", "\\", "\0", "é",
            "\"items\":[", "\"data\":{", "\"user_id\":", "\"timestamp\":", "\"9999-12-31T23:59:59Z\"", "9223372036854775807",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf],
    ];

    private readonly DecodeStage _decode = new(new LimitOptions { EventBytesMax = 4_096, ItemsPerEventMax = 4 });
    private readonly ValidateStage _validate = new(new ValidationOptions());
    private readonly ClickEvent _click = new();

    [Fact]
    public void Every_mutation_of_an_event_is_an_event_or_a_failure()
    {
        var random = new Random(Seed);
        var (events, failures) = (0, 0);
        for (var i = 0; i < Inputs; i++)
        {
            var input = Mutate(random);
            if (Read(input, i) is null)
            {
                ShouldBeWhole(input);
                events++;
            }
            else
            {
                failures++;
            }
        }

        // Both ends of the path are met often, or the mutations are too weak or too strong to show anything.
        (events + failures).ShouldBe(Inputs);
        events.ShouldBeGreaterThan(Inputs / 50);
        failures.ShouldBeGreaterThan(Inputs / 4);
    }

    private Failure? Read(byte[] input, int turn)
    {
        var headers = turn % 5 == 0
            ? new[] { KeyValuePair.Create("ce_time", input), KeyValuePair.Create("ce_type", input), KeyValuePair.Create("ce_id", (byte[])null!) }
            : null;
        try
        {
            var record = new RawRecord(turn, Decoder.ReceivedMs, null, input, headers);
            return _decode.Decode(record, _click) ?? _validate.Check(_click, Decoder.ReceivedMs);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {Seed}, input {turn}: {Convert.ToBase64String(input)}", e);
        }
    }

    private void ShouldBeWhole(byte[] input)
    {
        var whole = _click.HasEventId && _click.Type != EventType.None && !_click.UserId.IsEmpty
            && _click.EventTimeMs is > 0 and <= Decoder.ReceivedMs + (5 * 60_000)
            && (_click.Items.Count > 0 || !EventTypes.NeedsItem(_click.Type))
            && _click.Items.All(item => item.ItemId.Length > 0 && item.Quantity >= 0 && !(item.Price < 0));
        Assert.True(whole, Convert.ToBase64String(input));
    }

    private static byte[] Mutate(Random random)
    {
        var bytes = _valid[random.Next(_valid.Length)].ToList();
        for (var steps = random.Next(4); steps > 0 && bytes.Count > 0; steps--)
        {
            var at = random.Next(bytes.Count);
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
                    Nest(bytes, random.Next(40));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Nest(List<byte> bytes, int depth)
    {
        for (; depth > 0; depth--)
        {
            bytes.InsertRange(0, "{\"data\":"u8);
            bytes.Add((byte)'}');
        }
    }
}
