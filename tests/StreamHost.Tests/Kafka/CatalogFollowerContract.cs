using System.Text;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Items;
using StreamReco.StreamHost.Kafka.Catalog;
using StreamReco.StreamHost.Options;
using StreamReco.TestKit.Prerequisites;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>What a <see cref="CatalogFollower"/> promises on any broker.</summary>
public abstract class CatalogFollowerContract
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private protected RecordedLog<CatalogFollower> Log { get; } = new();

    [ContractFact]
    public async Task Load_brings_every_partition_and_the_newest_record_of_each_item()
    {
        var topic = await CreateTopicAsync(partitions: 4);
        using var producer = new TestProducer(Bootstrap, topic);
        for (var i = 0; i < 1000; i++)
        {
            producer.Put($"i{i}");
        }

        producer.Put(new CatalogItem("i7", "Seven", "digits", "Acme", 7.5, Available: false));
        producer.Flush();
        using var follower = Follower(topic);

        await follower.LoadAsync(CancellationToken.None);

        follower.Table.Count.ShouldBe(1000);
        follower.Table.Find("i7").ShouldBe(new CatalogItem("i7", "Seven", "digits", "Acme", 7.5, Available: false));
        follower.Records.ShouldBe(1001);
    }

    [ContractFact]
    public async Task A_tombstone_takes_its_item_away_and_an_item_may_come_back()
    {
        var topic = await CreateTopicAsync(partitions: 1);
        using var producer = new TestProducer(Bootstrap, topic);
        producer.Put("gone");
        producer.Put("back");
        producer.Remove("gone");
        producer.Remove("back");
        producer.Remove("never-there");
        producer.Put("back");
        producer.Flush();
        using var follower = Follower(topic);

        await follower.LoadAsync(CancellationToken.None);

        follower.Table.Find("gone").ShouldBeNull();
        follower.Table.Find("back").ShouldNotBeNull();
        follower.Table.Count.ShouldBe(1);
        follower.Malformed.ShouldBe(0);
    }

    [ContractFact]
    public async Task Malformed_records_are_counted_and_told_once()
    {
        var topic = await CreateTopicAsync(partitions: 1);
        using var producer = new TestProducer(Bootstrap, topic);
        producer.Put("good");
        producer.Write("a"u8.ToArray(), "not json"u8.ToArray());
        producer.Write("b"u8.ToArray(), []);
        producer.Write("c"u8.ToArray(), "[]"u8.ToArray());
        producer.Write("null"u8.ToArray(), "{}"u8.ToArray());
        producer.Put("good too");
        producer.Flush();
        using var follower = Follower(topic);

        await follower.LoadAsync(CancellationToken.None);

        follower.Malformed.ShouldBe(4);
        follower.Table.Count.ShouldBe(2);
        Log.At(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("malformed");
    }

    [ContractFact]
    public async Task An_item_is_taken_without_a_bad_vector_and_the_fault_is_kept_with_its_reason()
    {
        var topic = await CreateTopicAsync(partitions: 1);
        using var producer = new TestProducer(Bootstrap, topic);
        producer.Put(new CatalogItem("good", "Good", null, null, double.NaN, true) { Vector = new float[] { 1, 2 } });
        producer.Put(new CatalogItem("long", "Long", null, null, double.NaN, true) { Vector = new float[] { 1, 2, 3 } });
        foreach (var vector in (string[])["[1,1e99]", "[1,\"x\"]", "[0,0]", "{\"a\":[1]}"])
        {
            producer.Write("bad"u8.ToArray(), Encoding.UTF8.GetBytes($$"""{"item_id":"bad","vector":{{vector}},"name":"Bad"}"""));
        }

        producer.Flush();
        using var follower = Follower(topic, vectorLength: 2);

        await follower.LoadAsync(CancellationToken.None);

        follower.Table.Find("good")!.Vector.ToArray().ShouldBe([1f, 2f]);
        follower.Table.Find("long")!.Vector.ToArray().ShouldBe([1f, 2f, 3f]); // for a model that takes three
        follower.Table.Find("bad")!.Name.ShouldBe("Bad");
        (follower.Malformed, follower.FieldsLeftOut).ShouldBe((0, 5));
        var faults = follower.Faults.Newest(10);
        faults.ShouldAllBe(fault => fault.IsItemTaken && fault.Field == "vector");
        faults.Select(fault => (fault.ItemId, fault.Offset)).ShouldBe([("bad", 5), ("bad", 4), ("bad", 3), ("bad", 2), ("long", 1)]);
        faults[^1].Reason.ShouldBe("has 3 values where the model in use was trained with 2");
        Log.At(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("without it");
    }

    [ContractFact]
    public async Task Odd_fields_are_left_out_counted_by_field_and_reason_and_logged_once_a_field()
    {
        var topic = await CreateTopicAsync(partitions: 1);
        using var producer = new TestProducer(Bootstrap, topic);
        producer.Write("a"u8.ToArray(), Encoding.UTF8.GetBytes("""{"item_id":"a","price":"cheap","available":"out_of_stock"}"""));
        producer.Write("b"u8.ToArray(), Encoding.UTF8.GetBytes("""{"item_id":"b","price":"dear"}"""));
        producer.Write("c"u8.ToArray(), Encoding.UTF8.GetBytes("""{"item_id":"c","price":-1,"available":"perhaps"}"""));
        producer.Flush();
        using var follower = Follower(topic);

        await follower.LoadAsync(CancellationToken.None);

        follower.Table.Find("a")!.Available.ShouldBeFalse();
        follower.Table.Find("b")!.Available.ShouldBeTrue();
        follower.Table.Find("c")!.Available.ShouldBeTrue();
        (follower.Malformed, follower.FieldsLeftOut).ShouldBe((0, 4));
        follower.Faults.Counts.ShouldBe(
        [
            ("available", "is not understood", 1), ("price", "is below 0", 1), ("price", "is not a number", 2),
        ]);
        Log.At(LogLevel.Warning).Count.ShouldBe(2);
    }

    [ContractFact]
    public async Task The_item_is_that_of_the_value_and_goes_with_the_tombstone_of_its_key()
    {
        var topic = await CreateTopicAsync(partitions: 1);
        using var producer = new TestProducer(Bootstrap, topic);
        foreach (var (key, item) in (ReadOnlySpan<(string, string)>)[("1", "x"), ("2", "y"), ("y", "1"), ("\"q\"", "q"), ("3", "z")])
        {
            producer.Write(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($$"""{"item_id":"{{item}}"}"""));
        }

        producer.Write("k"u8.ToArray(), "{}"u8.ToArray());
        producer.Remove("1");
        producer.Remove("\"q\"");
        producer.Write("3"u8.ToArray(), Encoding.UTF8.GetBytes("""{"item_id":"zz"}"""));
        producer.Flush();
        using var follower = Follower(topic);

        await follower.LoadAsync(CancellationToken.None);

        follower.Table.Items.Select(item => item.ItemId).Order().ShouldBe(["1", "k", "y", "zz"]);
        follower.Faults.Counts.ShouldHaveSingleItem().ShouldBe(("key", "is not the item_id, which counts", 5));
    }

    [ContractFact]
    public async Task Changes_after_the_load_are_followed()
    {
        var topic = await CreateTopicAsync(partitions: 1);
        using var producer = new TestProducer(Bootstrap, topic);
        producer.Put("old");
        producer.Flush();
        using var follower = Follower(topic);
        await follower.LoadAsync(CancellationToken.None);

        follower.Follow();
        producer.Put("new");
        producer.Remove("old");
        producer.Flush();

        SpinWait.SpinUntil(() => follower.Records == 3, Patience).ShouldBeTrue();
        follower.Table.Find("new").ShouldNotBeNull();
        follower.Table.Find("old").ShouldBeNull();
    }

    [ContractFact]
    public async Task A_missing_topic_is_an_empty_catalog_with_one_warning_and_is_not_created()
    {
        var topic = NewName();
        using var follower = Follower(topic);

        await follower.LoadAsync(CancellationToken.None);
        await follower.LoadAsync(CancellationToken.None);

        follower.Table.Count.ShouldBe(0);
        Log.At(LogLevel.Warning).ShouldAllBe(line => line.Contains("Kafka:Catalog") && line.Contains(topic));
        Log.At(LogLevel.Warning).Count.ShouldBe(2); // one a load: the second load shows that the first created nothing
    }

    /// <summary>Where the broker listens.</summary>
    protected abstract string Bootstrap { get; }

    /// <summary>A name that no topic has.</summary>
    protected abstract string NewName();

    /// <summary>Creates an empty topic.</summary>
    /// <returns>Its name.</returns>
    protected abstract Task<string> CreateTopicAsync(int partitions);

    private protected CatalogFollower Follower(
        string topic, bool required = false, TimeProvider? time = null, int vectorLength = 0) =>
        new(Options(topic), Log, time, required) { VectorLength = () => vectorLength };

    private protected KafkaOptions Options(string topic) =>
        new() { Bootstrap = Bootstrap, Catalog = topic, RequestTimeoutMs = 10_000 };
}
