using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Stages.Batches;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>POST /v1/events</c>: a batch of events into the clicks topic. Each is judged by the same decoder and rules as in
/// the path; accepted means that Kafka has acknowledged it. 200 when all were accepted, 207 when some were, 400 when
/// none was right, 503 when Kafka did not acknowledge all that were right.
/// </summary>
internal sealed class EventsEndpoint(NodeContext context, HttpEvents writer)
{
    private const string Unacknowledged = "unacknowledged";
    private const string MissingTimeField = "missing_time";

    private readonly EventCheck _check = new(context.Options.Pipeline);

    /// <summary>
    /// Kafka's client looks each second only whether a write has taken too long. The answer about what was written has to be out before
    /// the request's own time is over.
    /// </summary>
    private TimeSpan WriteMax => TimeSpan.FromMilliseconds(Math.Max(1, context.Options.Http.RequestTimeoutMs * 7L / 8));

    public void Map(IEndpointRouteBuilder group) =>
        group.MapPost("/events", (Func<HttpContext, Task<JsonHttpResult<EventsAnswer>>>)TakeAsync).WithTags("events").WithName("PostEvents")
            .WithSummary("Write events into the clicks topic.")
            .Accepts<EventsRequest>("application/json").Produces<EventsAnswer>().Produces<EventsAnswer>(StatusCodes.Status207MultiStatus);

    private async Task<JsonHttpResult<EventsAnswer>> TakeAsync(HttpContext http)
    {
        using var patience = new CancellationTokenSource(WriteMax, context.Time); // first: the request's own clock runs already
        context.RequireNode();
        using var body = await ApiBody.ReadAsync(http, "events", MissingTimeField);
        var takesNow = TakesNow(body);
        var events = body.Array("events", context.Options.Http.EntriesPerRequestMax);
        var receivedMs = context.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var headers = Headers(http);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, http.RequestAborted);
        var results = await Task.WhenAll(events.Select((text, index) => TakeAsync(index, text, receivedMs, takesNow, headers, giveUp.Token)));
        http.RequestAborted.ThrowIfCancellationRequested();
        var accepted = results.Count(result => result.Accepted);
        return TypedResults.Json(
            new EventsAnswer(accepted, results.Length - accepted, results), statusCode: Status(results, accepted));
    }

    private async Task<EventResult> TakeAsync(
        int index, JsonElement text, long receivedMs, bool takesNow, IReadOnlyList<KeyValuePair<string, byte[]>> headers,
        CancellationToken cancel)
    {
        var bytes = Encoding.UTF8.GetBytes(text.GetRawText());
        var failure = _check.Check(bytes, receivedMs, out var userId, out var lacksTime);
        if (failure is not null && lacksTime && takesNow)
        {
            bytes = EventTimes.Add(text, receivedMs);
            failure = _check.Check(bytes, receivedMs, out userId, out _);
        }

        if (failure is not null)
        {
            return new EventResult(index, false, null, null, failure.Type.ToString().ToLowerInvariant(), failure.Field,
                failure.Message + EventCheck.Hint(failure.Field, text));
        }

        var written = await WriteAsync(Encoding.UTF8.GetBytes(userId), bytes, headers, cancel);
        return written.Fault is null
            ? new EventResult(index, true, written.Partition, written.Offset, null, null, null)
            : new EventResult(index, false, null, null, Unacknowledged, null,
                $"Kafka has not acknowledged the event: {written.Fault}. Send it again under the same event_id.");
    }

    private async Task<WrittenEvent> WriteAsync(
        byte[] key, byte[] value, IReadOnlyList<KeyValuePair<string, byte[]>> headers, CancellationToken giveUp)
    {
        try
        {
            return await writer.WriteAsync(key, value, headers, giveUp);
        }
        catch (OperationCanceledException)
        {
            return new WrittenEvent(-1, -1, EventProducer.Silence(context.Options.Kafka));
        }
    }

    private bool TakesNow(ApiBody body)
    {
        var word = body.TextOrNull(MissingTimeField) ?? context.Options.Http.MissingEventTime;
        return MissingTime.All.Contains(word) ? word == MissingTime.Now
            : throw ProblemException.Field(
                MissingTimeField, $"{MissingTimeField} is '{word}'; it must be {string.Join(" or ", MissingTime.All)}.");
    }

    private static int Status(IReadOnlyList<EventResult> results, int accepted) =>
        results.Any(result => result.FailureType == Unacknowledged) ? StatusCodes.Status503ServiceUnavailable
        : accepted == results.Count ? StatusCodes.Status200OK
        : accepted > 0 ? StatusCodes.Status207MultiStatus : StatusCodes.Status400BadRequest;

    private static KeyValuePair<string, byte[]>[] Headers(HttpContext http) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, ParentId: not null, Id: { } id }
            ? [new(RecommendationTrace.Header, Encoding.ASCII.GetBytes(id))]
            : http.Request.Headers.TraceParent is [{ Length: > 0 and < 128 } given]
                ? [new(RecommendationTrace.Header, Encoding.ASCII.GetBytes(given))] : [];
}

/// <summary>The body of <c>POST /v1/events</c>.</summary>
/// <param name="Events">Events in the contract of <c>event.schema.json</c>.</param>
/// <param name="MissingTime">
/// What becomes of an event without a time: <c>reject</c>, or <c>now</c>, which gives it the time of its reception; null takes
/// <c>Http:MissingEventTime</c>.
/// </param>
internal sealed record EventsRequest(IReadOnlyList<JsonElement> Events, string? MissingTime);

/// <summary>What became of the events.</summary>
internal sealed record EventsAnswer(int Accepted, int Rejected, IReadOnlyList<EventResult> Events);

/// <summary>What became of one.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Accepted">Whether Kafka has it.</param>
/// <param name="Partition">Where it stands.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="FailureType">As in rejected records, or <c>unacknowledged</c>.</param>
/// <param name="Field">The field at fault.</param>
/// <param name="Message">What is wrong with it.</param>
internal sealed record EventResult(
    int Index, bool Accepted, int? Partition, long? Offset, string? FailureType, string? Field, string? Message);
