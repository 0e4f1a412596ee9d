using System.Diagnostics;
using System.Text;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Batches;

/// <summary>
/// W3C trace context on its way from a click's header to its answer's. Where spans are collected, the answer is one of
/// its own, from the click's reception to its encoding; where not, the click's context is handed on as it is. Neither
/// state nor answer depend on it. A click that waits for the throttle loses its context: state does not keep it.
/// </summary>
public static class RecommendationTrace
{
    /// <summary>The header's name, in Kafka as in HTTP.</summary>
    public const string Header = "traceparent";

    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "StreamReco";

    /// <summary>Name of the span of an answer.</summary>
    public const string ActivityName = "streamreco.recommend";

    private const int HeaderBytes = 55;

    private static readonly ActivitySource _source = new(SourceName);

    /// <summary>The context that a click carries; null where it carries none, or none that is valid.</summary>
    public static string? Of(in LogRecord record)
    {
        for (var i = 0; record.Headers is { } headers && i < headers.Count; i++)
        {
            if (string.Equals(headers[i].Key, Header, StringComparison.OrdinalIgnoreCase))
            {
                return headers[i].Value is { Length: HeaderBytes } bytes
                    && Encoding.ASCII.GetString(bytes) is var text && ActivityContext.TryParse(text, null, out _)
                    ? text : null;
            }
        }

        return null;
    }

    /// <summary>The context that the answer carries.</summary>
    public static string? Continue(RecommendationRequest request)
    {
        if (request.TraceParent is not { } parent || !_source.HasListeners()
            || !ActivityContext.TryParse(parent, null, isRemote: true, out var context))
        {
            return request.TraceParent;
        }

        using var activity = _source.StartActivity(
            ActivityName, ActivityKind.Consumer, context,
            [new("messaging.kafka.offset", request.Offset)], links: null,
            DateTimeOffset.FromUnixTimeMilliseconds(request.ReceivedMs));
        return activity?.Id ?? parent;
    }
}
