using StreamReco.Models.Decoding;
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

    private readonly DecodeStage _decode = new(new PipelineOptions { Limits = { EventBytesMax = 4_096, ItemsPerEventMax = 4 } });
    private readonly ValidateStage _validate = new(new ValidationOptions());
    private readonly ClickEvent _click = new();

    [Fact]
    public void Every_mutation_of_an_event_is_an_event_or_a_failure()
    {
        var events = new EventMutator(new Random(Seed), Decoder.ReceivedMs);
        var (good, failures) = (0, 0);
        for (var i = 0; i < Inputs; i++)
        {
            var input = events.Next();
            if (Read(input, i) is null)
            {
                ShouldBeWhole(input);
                good++;
            }
            else
            {
                failures++;
            }
        }

        // Both ends of the path are met often, or the mutations are too weak or too strong to show anything.
        (good + failures).ShouldBe(Inputs);
        good.ShouldBeGreaterThan(Inputs / 50);
        failures.ShouldBeGreaterThan(Inputs / 4);
    }

    private ValidationFailure? Read(byte[] input, int turn)
    {
        var headers = turn % 5 == 0
            ? new[] { KeyValuePair.Create("ce_time", input), KeyValuePair.Create("ce_type", input), KeyValuePair.Create("ce_id", (byte[])null!) }
            : null;
        try
        {
            var record = new LogRecord(turn, Decoder.ReceivedMs, null, input, headers);
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
}
