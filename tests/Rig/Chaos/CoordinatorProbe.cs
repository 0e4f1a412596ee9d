using Confluent.Kafka;

namespace StreamReco.Rig.Chaos;

/// <summary>
/// Asks Kafka for transactions as a client that has nothing to do with the nodes, so that the time without an owner can be
/// told apart: what no client gets from Kafka, no node can give to its partition.
/// </summary>
/// <param name="bootstrap">Brokers.</param>
/// <param name="group">The nodes' group.</param>
/// <param name="topic">The topic of clicks.</param>
internal sealed class CoordinatorProbe(string bootstrap, string group, string topic)
{
    /// <summary>Partitions of <c>__transaction_state</c> on the brokers of the run.</summary>
    public const int Coordinators = 4;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether the coordinator of a partition's transactions gives out an id of a producer within five seconds.</summary>
    /// <param name="partition">A partition of clicks.</param>
    public Task<bool> ServesAsync(int partition) => Task.Factory.StartNew(
        () => Serves(CoordinatorOf($"{group}-{topic}-{partition}")),
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The partition of <c>__transaction_state</c> whose leader is the coordinator of an id, as Kafka finds it.</summary>
    public static int CoordinatorOf(string transactionalId)
    {
        var hash = 0; // java.lang.String.hashCode
        foreach (var letter in transactionalId)
        {
            hash = unchecked((31 * hash) + letter);
        }

        return hash == int.MinValue ? 0 : Math.Abs(hash) % Coordinators;
    }

    private bool Serves(int coordinator)
    {
        var number = 0;
        while (CoordinatorOf($"probe-{number}") != coordinator)
        {
            number++;
        }

        using var producer = new ProducerBuilder<Null, Null>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            TransactionalId = $"probe-{number}",
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        try
        {
            producer.InitTransactions(_patience);
            return true;
        }
        catch (KafkaException e) when (e.Error.Code is not ErrorCode.Local_Fenced and not ErrorCode.ProducerFenced)
        {
            return false;
        }
        catch (KafkaException)
        {
            return true; // Another look asked the same coordinator at the same moment: it answers.
        }
    }
}
