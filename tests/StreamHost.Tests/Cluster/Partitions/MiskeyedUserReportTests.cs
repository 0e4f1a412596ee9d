using System.Text;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.Kafka;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Cluster.Partitions;

/// <summary>Users that lie where the API does not look for them are said, with the setting that would find them.</summary>
public sealed class MiskeyedUserReportTests
{
    private const int Partitions = 6;

    private static readonly ShardId _shard = new("g", "clicks", 2);

    private readonly ManualTimeProvider _time = new();
    private readonly RecordedLog<MiskeyedUserReport> _log = new();
    private readonly StreamRecoOptions _options = new();

    [Fact]
    public void Users_of_a_java_producer_are_said_once_in_ten_minutes_with_the_setting()
    {
        var report = Report();
        var users = UsersOf(KeyPartitioner.OfJava, 64);

        report.Add(_shard, 0, users);
        report.Add(_shard, 0, users);

        Lines().ShouldHaveSingleItem().ShouldMatch(
            "clicks/2: [0-9]+ of 64 users looked at would be in another partition by Kafka:Client:partitioner=consistent_random, .*murmur2_random");
        _time.Advance(TimeSpan.FromMinutes(11));
        report.Add(_shard, 0, users);
        Lines().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(KeyPartitioner.Default)]
    [InlineData(KeyPartitioner.OfJava)]
    public void Users_that_lie_where_the_setting_puts_them_are_not_said(string partitioner)
    {
        _options.Kafka.Client["partitioner"] = partitioner;

        Report().Add(_shard, 0, UsersOf(partitioner, 64));

        Lines().ShouldBeEmpty();
    }

    [Fact]
    public void Users_that_no_hash_puts_there_are_said_without_a_setting()
    {
        var users = Enumerable.Range(0, 10_000).Select(i => $"u{i}")
            .Where(user => Place(user, KeyPartitioner.Default) != _shard.Partition && Place(user, KeyPartitioner.OfJava) != _shard.Partition)
            .Take(64).ToArray();

        Report().Add(_shard, 0, users);

        Lines().ShouldHaveSingleItem().ShouldContain("keyed by something else than the user's id");
    }

    [Theory]
    [InlineData(8, false, "")]
    [InlineData(64, true, "")]
    [InlineData(64, false, "env:KEY")]
    public void A_few_users_forwarded_ones_and_pseudonyms_say_nothing_of_the_setting(int count, bool isForwarded, string key)
    {
        (_options.Kafka.Repartition, _options.Pipeline.Privacy.PseudonymKeyFile) = (isForwarded, key);

        Report().Add(_shard, 0, UsersOf(KeyPartitioner.OfJava, count));

        Lines().ShouldBeEmpty();
    }

    private MiskeyedUserReport Report() => new(_options, () => Partitions, _time, _log);

    private IReadOnlyList<string> Lines() => [.. _log.All.Where(line => line.Contains("would be in another partition", StringComparison.Ordinal))];

    private static int? Place(string user, string partitioner) => KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(user), Partitions, partitioner);

    /// <summary>Users whose keys a partitioner puts into the shard's partition.</summary>
    private static string[] UsersOf(string partitioner, int count) =>
        [.. Enumerable.Range(0, 10_000).Select(i => $"u{i}").Where(user => Place(user, partitioner) == _shard.Partition).Take(count)];
}
