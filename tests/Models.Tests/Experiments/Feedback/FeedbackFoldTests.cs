using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.Feedback;
using static StreamReco.Models.Tests.Experiments.Feedback.FeedbackScene;

namespace StreamReco.Models.Tests.Experiments.Feedback;

/// <summary>The ledger is a fold: its bytes and sums depend on the log alone.</summary>
public sealed class FeedbackFoldTests
{
    private const int Steps = 3_000;
    private const int Units = 25;

    /// <summary>One unit with one list and a purchase, written down once: what is stored must stay readable.</summary>
    private const string Golden =
        "03010672616e6b657201027531000100010152070180f0cbf283650101000201a0c21e019e1f0100010137bd4edb553c8a3ad580f0cbf28365"
        + "0218e091e9dfb7e5ce020002";

    /// <summary>The same as the first version of the form has it.</summary>
    private const string First =
        "010102753100010672616e6b65720101520180f0cbf28365010101a0c21e019e1f01010000020101bd4edb553c8a3ad50180"
        + "f0cbf2836501030218e091e9dfb7e5ce020002";

    /// <summary>One unit with one list that tried an item, and a click on it: version 4 of the form.</summary>
    private const string WithTried =
        "04010672616e6b65720102753100010001015287010180f0cbf283650100000001c0843d0000020000010900000001010133bd4edb553c8a"
        + "3ad580f0cbf283650209000000e8030000030000";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_crash_and_a_restart_from_the_stored_bytes_change_nothing(int seed)
    {
        var (whole, crashed) = (new FeedbackLedger(new FeedbackOptions()), new FeedbackLedger(new FeedbackOptions()));
        var random = new Random(seed);
        foreach (var (_, act) in FeedbackScene.Steps(seed, Steps, Units))
        {
            act(whole);
            act(crashed);
            if (random.Next(100) == 0)
            {
                crashed = Read(Bytes(crashed));
            }
        }

        Bytes(crashed).ShouldBe(Bytes(whole));
        whole.Units.Values.Sum(unit => unit.Enrolments.Sum(enrolment => enrolment.Hits)).ShouldBeGreaterThan(20, "something was credited");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void An_erased_unit_is_as_if_it_had_never_been(int seed)
    {
        var (with, without) = (new FeedbackLedger(new FeedbackOptions()), new FeedbackLedger(new FeedbackOptions()));
        foreach (var (unit, act) in FeedbackScene.Steps(seed, Steps, Units))
        {
            act(with);
            if (unit != "u7")
            {
                act(without);
            }
        }

        Bytes(with).ShouldNotBe(Bytes(without));
        with.Erase("u7");

        Bytes(with).ShouldBe(Bytes(without));
    }

    [Fact]
    public void Sums_of_shards_add_up_to_those_of_one()
    {
        var whole = new FeedbackLedger(new FeedbackOptions());
        var shards = Enumerable.Range(0, 3).Select(_ => new FeedbackLedger(new FeedbackOptions())).ToArray();
        foreach (var (unit, act) in FeedbackScene.Steps(6, Steps, Units))
        {
            act(whole);
            act(shards[int.Parse(unit[1..]) % shards.Length]);
        }

        const long EndMs = StartMs + (30L * 86_400_000);
        var merged = FeedbackTally.Merge(shards.Select(shard => FeedbackTally.Of(shard, Id, EndMs)));
        var one = FeedbackTally.Of(whole, Id, EndMs);

        merged.Count.ShouldBe(one.Count);
        foreach (var (left, right) in merged.Zip(one))
        {
            (left.Arm, left.Version, left.IsKnown, left.Assigned, left.Served, left.Exposed, left.Matured, left.Implicit)
                .ShouldBe((right.Arm, right.Version, right.IsKnown, right.Assigned, right.Served, right.Exposed, right.Matured, right.Implicit));
            left.All.ShouldBe(right.All);
            left.OfMatured.ShouldBe(right.OfMatured);
        }
    }

    [Fact]
    public void The_stored_form_stays()
    {
        var ledger = new FeedbackLedger(new FeedbackOptions());
        ledger.Enrol(Two(), "u1", 41);
        ledger.Serve("u1", List("0-41-new"), Surface.Search, StartMs, [Id]);
        ledger.Expose("u1", List("0-41-new"), [Item("i1"), Item("i2")], StartMs, [1, 0, 2]);
        ledger.Act("u1", new ItemAction(FeedbackAction.Click, Item("i2"), 0, StartMs + 1), NothingBefore);
        ledger.Act("u1", new ItemAction(FeedbackAction.Purchase, Item("i2"), List("0-41-new"), StartMs + 2, 2, 1_999), NothingBefore);

        Convert.ToHexStringLower(Bytes(ledger)).ShouldBe(Golden);
        Bytes(Read(Convert.FromHexString(Golden))).ShouldBe(Convert.FromHexString(Golden));
    }

    /// <summary>The form with an item that a list tried, written down once.</summary>
    [Fact]
    public void Items_that_lists_tried_are_stored_in_a_form_of_their_own_that_stays()
    {
        var ledger = Learning(lists: 1);

        Convert.ToHexStringLower(Bytes(ledger)).ShouldBe(WithTried);
        var read = Read(Convert.FromHexString(WithTried));
        Bytes(read).ShouldBe(Bytes(ledger));
        (read.TriedOf(Id, 1).Of(9), read.TriedOf(Id, 1).All).ShouldBe((new SlotSum(1, 1), new SlotSum(1, 1)));
        ledger.Erase("u1");
        ledger.TriedOf(Id, 1).Count.ShouldBe(0);
    }

    [Fact]
    public void Of_a_unit_so_many_tried_items_are_kept_and_no_more_are_counted()
    {
        var ledger = Learning(lists: 60, item: list => (uint)list);

        var tried = ledger.Find("u1")!.Enrolments[0].Tried;
        (tried.Count, ledger.TriedOf(Id, 1).Count, ledger.TriedOf(Id, 1).All.Shown).ShouldBe((32, 32, 32));
        tried.ShouldAllBe(one => one.Sum.Clicked <= one.Sum.Shown);
    }

    /// <summary>One unit of the second arm, which learns: lists that tried an item were seen, and in every other one it was clicked.</summary>
    private static FeedbackLedger Learning(int lists, Func<int, uint>? item = null)
    {
        var ledger = new FeedbackLedger(new FeedbackOptions());
        ledger.SetLearningArms(Id, 0b10);
        ledger.Enrol(Two(), "u1", 41);
        for (var list = 0; list < lists; list++)
        {
            var (id, says) = (List(list == 0 ? "0-41-new" : $"0-{list}-A"), new ListComparisons(1, 0, 0) { Tried = item?.Invoke(list) ?? 9 });
            ledger.Serve("u1", id, Surface.Recommendations, StartMs, [Id]);
            ledger.Expose("u1", id, [says.Tried!.Value, 1_000], StartMs, NothingBefore, says);
            if (list % 2 == 0)
            {
                ledger.Act("u1", new ItemAction(FeedbackAction.Click, says.Tried!.Value, id, StartMs + 1) { Comparisons = says }, NothingBefore);
                ledger.Act("u1", new ItemAction(FeedbackAction.Click, 1_000, id, StartMs + 1) { Comparisons = says }, NothingBefore);
            }
        }

        return ledger;
    }

    [Fact]
    public void The_first_form_is_read_as_the_same() =>
        Convert.ToHexStringLower(Bytes(Read(Convert.FromHexString(First)))).ShouldBe(Golden);

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        var bytes = Convert.FromHexString(Golden);

        Should.Throw<InvalidDataException>(() => Read([9, .. bytes[1..]])).Message.ShouldContain("version 9");
        for (var length = 0; length < bytes.Length; length++)
        {
            Should.Throw<InvalidDataException>(() => Read(bytes[..length]));
        }
    }
}
