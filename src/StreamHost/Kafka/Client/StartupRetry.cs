using Confluent.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>
/// Questions to the broker at start-up: they end in an answer, or in a message that says what to change.
/// </summary>
internal static class StartupRetry
{
    private static readonly TimeSpan _firstWait = TimeSpan.FromSeconds(1);

    /// <summary>The least that a question may take, and the rest between two of them.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Asks beside the caller until there is an answer or <see cref="KafkaOptions.RequestTimeoutMs"/> are over. It
    /// asks in waits that double, since a call into librdkafka cannot be cancelled and its client must not go away
    /// meanwhile. A wrong login or certificate is reported after the first of them, and what no patience mends at once; a broker that
    /// goes amid a question, or has lost what it leads, is asked again.
    /// </summary>
    /// <param name="options">Where the broker was looked for.</param>
    /// <param name="question">Its argument bounds each of its requests.</param>
    /// <param name="time">Measures the wait.</param>
    /// <param name="cancel">Ends the asking between two waits.</param>
    /// <exception cref="KafkaSetupException">No broker answered, or none lets the client in, or they refuse.</exception>
    public static Task<T> RunAsync<T>(
        KafkaOptions options, Func<TimeSpan, T> question, TimeProvider time, CancellationToken cancel) =>
        Task.Run(() => Ask(options, question, time, cancel), cancel);

    private static T Ask<T>(
        KafkaOptions options, Func<TimeSpan, T> question, TimeProvider time, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var isDoorAsked = false;
        var limit = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        for (var wait = _firstWait; ; wait = wait < limit ? wait * 2 : limit)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                var left = limit - time.GetElapsedTime(started);
                return question(left < _pause ? _pause : left < wait ? left : wait);
            }
            catch (KafkaException e) when (!KafkaErrors.Passes(e.Error))
            {
                throw new KafkaSetupException(KafkaErrors.Describe(e, options)!, e);
            }
            catch (KafkaException e) when (time.GetElapsedTime(started) >= limit)
            {
                throw new KafkaSetupException(
                    $"{(e.Error.IsBrokerError ? "Kafka did not become ready" : "No Kafka broker answered")} at {options.Bootstrap} (Kafka:Bootstrap) within "
                    + $"{time.GetElapsedTime(started).TotalSeconds:F1} s "
                    + $"(Kafka:RequestTimeoutMs={options.RequestTimeoutMs}): {e.Error.Reason}", e);
            }
            catch (KafkaException)
            {
                if (!isDoorAsked && ConnectionDiagnostics.FindReason(options, cancel) is { } reason)
                {
                    throw new KafkaSetupException($"No entry at {options.Bootstrap} (Kafka:Bootstrap): {reason}.");
                }

                isDoorAsked = true;

                // Nobody yet: ask with more patience, but not at once, for a refused connection fails without a wait.
                cancel.WaitHandle.WaitOne(_pause);
            }
        }
    }
}
