using StreamReco.Models.Simulation;
using StreamReco.TestKit.Measures;
using Xunit.Abstractions;

namespace StreamReco.Stages.Tests;

/// <summary>
/// Bytes that a click leaves for the garbage collector, from its decoding to its answer; what reading and committing add is
/// bounded in StreamHost.Tests (BatchPartitionReaderTests, TransactionAllocationTests).
/// </summary>
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Clicks = 15_000;
    private const int Rounds = 4;
    private const int Regulars = 60; // of whom each clicks some hundred times before anything is measured

    /// <summary>
    /// The growing histories of 500 users, a new session's name, a rejected record now and then, and the objects of a
    /// micro-batch and its verdicts, shared by its clicks.
    /// </summary>
    private const int FoldBytesMax = 290;

    /// <summary>An answer is written into memory that is used again.</summary>
    private const int AnswerBytesMax = 25;

    /// <summary>One small object a click of a user who has less lists than are kept: the list that the answer is kept as.</summary>
    private const int ExperimentBytesMax = 64;

    /// <summary>Nothing, but for what the runtime allocates by itself.</summary>
    private const double FullBytesMax = 1;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_click_allocates_no_more_than_its_budget_whether_a_model_finds_candidates_or_not(bool scored)
    {
        var cost = Measure(scored);

        cost.FoldBytes.ShouldBeLessThan(FoldBytesMax);
        cost.AnswerBytes.ShouldBeLessThan(AnswerBytesMax);
    }

    [Fact]
    public void Two_experiments_add_one_small_object_to_what_a_click_allocates()
    {
        var (without, with) = (Measure(scored: false), Measure(scored: false, experiments: 2));
        output.WriteLine(FormattableString.Invariant($"fold: {without.FoldBytes:F1} bytes a click, {with.FoldBytes:F1} with two experiments"));

        with.FoldBytes.ShouldBeLessThan(without.FoldBytes + ExperimentBytesMax);
    }

    [Fact]
    public void Two_experiments_allocate_nothing_for_users_who_have_as_many_lists_as_are_kept()
    {
        var (without, with) = (Measure(scored: false, users: Regulars), Measure(scored: false, experiments: 2, users: Regulars));
        output.WriteLine(FormattableString.Invariant($"fold: {without.FoldBytes:F2} bytes a click, {with.FoldBytes:F2} with two experiments"));

        with.FoldBytes.ShouldBeLessThan(without.FoldBytes + FullBytesMax);
    }

    [Fact]
    public void Two_experiments_keep_at_most_200_bytes_of_state_a_user()
    {
        var shop = new ShopSimulator(new ShopSimulatorOptions { Users = 2_000, Items = 500, EventsPerDay = 200_000 });
        using var meter = new PathMeter(shop, RandomModel.Create(shop.Catalog, dimensions: 32), 18_000, scored: false, experiments: 2);
        meter.Measure(18_000);

        var (users, bytes) = meter.Experiments;
        output.WriteLine(FormattableString.Invariant($"{users} users, {(double)bytes / users:F1} bytes a user"));
        ((double)bytes / users).ShouldBeLessThanOrEqualTo(200);
    }

    [Fact]
    public void Quality_rules_and_the_policies_of_bots_consent_and_identities_keep_at_most_96_bytes_of_state_a_user()
    {
        var shop = new ShopSimulator(new ShopSimulatorOptions { Users = 2_000, Items = 500, EventsPerDay = 200_000 });
        var model = RandomModel.Create(shop.Catalog, dimensions: 32);
        var (without, with) = (StateOf(isGoverned: false), StateOf(isGoverned: true));
        var more = (double)(with.UserBytes + with.ShardBytes - without.UserBytes - without.ShardBytes) / with.Users;
        output.WriteLine(FormattableString.Invariant(
            $"{with.Users} users, {more:F1} bytes a user, {(double)(with.UserBytes - without.UserBytes) / with.Users:F1} of them in the users' own states"));

        with.Users.ShouldBe(without.Users);
        more.ShouldBeLessThanOrEqualTo(96);

        (int Users, long UserBytes, long ShardBytes) StateOf(bool isGoverned)
        {
            using var meter = new PathMeter(shop, model, 18_000, scored: false, isGoverned: isGoverned);
            meter.Measure(18_000);
            return meter.State;
        }
    }

    private static PathCost Measure(bool scored, int experiments = 0, int users = 500)
    {
        var shop = new ShopSimulator(new ShopSimulatorOptions { Users = users, Items = 500, EventsPerDay = 200_000 });
        using var meter = new PathMeter(shop, RandomModel.Create(shop.Catalog, dimensions: 32), (Rounds + 1) * Clicks, scored, experiments);
        meter.Measure(Clicks);

        // The least of the rounds: code that is not compiled in its last form yet allocates what that form does not.
        return Enumerable.Range(0, Rounds).Select(_ => meter.Measure(Clicks)).ToArray().MinBy(cost => cost.FoldBytes)!;
    }
}
