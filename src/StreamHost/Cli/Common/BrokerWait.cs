using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>
/// Says on standard error what a command waits for while the brokers have not answered it. The wait itself is that of nodes
/// (<c>Kafka:RequestTimeoutMs</c>), which bear with brokers that start; a person wants to know sooner that the address may be wrong.
/// </summary>
internal sealed class BrokerWait : IDisposable
{
    /// <summary>Brokers that are there answer sooner, as a rule.</summary>
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(3);

    private readonly ITimer? _timer;

    private BrokerWait(ITimer? timer) => _timer = timer;

    /// <summary>From here until it is disposed of, the command waits for an answer of the brokers.</summary>
    /// <param name="context">The command.</param>
    /// <param name="kafka">Where the brokers are looked for.</param>
    public static BrokerWait Begin(CommandContext context, KafkaOptions kafka)
    {
        var screen = context.Screen;
        return new BrokerWait(screen.IsQuiet ? null : context.Time.CreateTimer(
            _ => screen.Error.WriteLine(
                $"still waiting for the brokers at {kafka.Bootstrap} (--bootstrap); one that is silent is given up after {kafka.RequestTimeoutMs / 1_000.0:0.#} s (Kafka:RequestTimeoutMs)"),
            null, _silence, Timeout.InfiniteTimeSpan));
    }

    public void Dispose() => _timer?.Dispose();
}
