using System.Collections.Concurrent;
using System.Text.Json;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>Judges an event as the path would, all but its lateness, which only the shard knows. Thread-safe.</summary>
internal sealed class EventCheck(PipelineOptions options)
{
    private readonly ConcurrentBag<(DecodeStage Decode, ClickEvent Click)> _idle = [];
    private readonly ValidateStage _validate = new(options.Validation);

    /// <param name="bytes">The event.</param>
    /// <param name="receivedMs">When it was received, Unix milliseconds.</param>
    /// <param name="userId">The user in clear, which is the record's key.</param>
    /// <param name="lacksTime">Whether it is an event that says no time.</param>
    /// <returns>Null, or what is wrong. An event that is passed over is right: the path counts it.</returns>
    public ValidationFailure? Check(byte[] bytes, long receivedMs, out string userId, out bool lacksTime)
    {
        var (decode, click) = _idle.TryTake(out var idle) ? idle : (new DecodeStage(options), new ClickEvent());
        var undecoded = decode.Decode(new LogRecord(0, receivedMs, null, bytes, null), click);
        var failure = undecoded ?? _validate.Check(click, receivedMs);
        lacksTime = undecoded is null && click.EventTimeMs == long.MinValue;
        userId = click.UserId.ToString();
        _idle.Add((decode, click));
        return failure is { IsPassedOver: false } ? failure : null;
    }

    /// <summary>The event's own field that was probably meant.</summary>
    public static string Hint(string? field, JsonElement given)
    {
        if (field is null || given.ValueKind != JsonValueKind.Object)
        {
            return "";
        }

        var names = given.EnumerateObject().Select(JsonTexts.NameOrNull).OfType<string>().ToList();
        return !names.Contains(field) && NearestName.Of(field, names) is { } near
            ? $" The event has '{near}'; was {field} meant?" : "";
    }
}
