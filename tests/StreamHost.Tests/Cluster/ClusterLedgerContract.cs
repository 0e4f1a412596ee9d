using StreamReco.StreamHost.Sql;
using StreamReco.TestKit.Prerequisites;

namespace StreamReco.StreamHost.Tests.Cluster;

/// <summary>What the ledger of a cluster promises, in memory and on every database.</summary>
public abstract class ClusterLedgerContract
{
    private const string Group = "g";

    private static readonly ClusterProcess _a = new("h:1", 11) { Machine = "m" };
    private static readonly ClusterProcess _b = new("h:2", -22) { Machine = "m" };
    private static readonly ClusterProcess _c = new("h:3", 33) { Machine = "n" };

    [ContractFact]
    public async Task Processes_stand_in_the_order_of_their_entry_and_a_restarted_one_goes_to_the_end()
    {
        var ledger = await OpenAsync();
        await ledger.EnterAsync(Group, _a, default);
        await ledger.EnterAsync("other", _c, default);

        (await ledger.EnterAsync(Group, _b, default)).ShouldBe([new(_a, false, 0), new(_b, false, 0)]);
        var again = _a with { Uid = 12 };
        var entries = await ledger.EnterAsync(Group, again, default);

        entries.ShouldBe([new(_b, false, 0), new(again, false, 0)]);
        entries[1].Process.Machine.ShouldBe("m");
        (await ledger.EntriesAsync(Group, default)).ShouldBe(entries);
    }

    [ContractFact]
    public async Task Only_the_first_forms_and_the_dead_in_front_of_it_are_marked_for_ever()
    {
        var ledger = await OpenAsync();
        await ledger.EnterAsync(Group, _a, default);
        await ledger.EnterAsync(Group, _b, default);
        await ledger.EnterAsync(Group, _c, default);

        (await ledger.FormAsync(Group, _b, [], default)).ShouldBe(FormOutcome.Wait);
        (await ledger.FormAsync(Group, _b, [_a], default)).ShouldBe(FormOutcome.Formed);
        (await ledger.FormAsync(Group, _c, [], default)).ShouldBe(FormOutcome.Wait);
        (await ledger.FormAsync(Group, _a, [], default)).ShouldBe(FormOutcome.Downed);
        (await ledger.BeatAsync(Group, _a, false, default)).ShouldBeFalse();
        (await ledger.EntriesAsync(Group, default)).ShouldBe([new(_b, true, 0), new(_c, false, 0)]);
    }

    [ContractFact]
    public async Task Nobody_forms_beside_a_member_that_entered_later()
    {
        var ledger = await OpenAsync();
        await ledger.EnterAsync(Group, _a, default);
        await ledger.EnterAsync(Group, _b, default);
        await ledger.BeatAsync(Group, _b, isMember: true, default);

        (await ledger.FormAsync(Group, _a, [], default)).ShouldBe(FormOutcome.Wait);
        (await ledger.FormAsync(Group, _a, [_b], default)).ShouldBe(FormOutcome.Formed);
    }

    [ContractFact]
    public async Task Of_processes_that_form_at_the_same_moment_one_does()
    {
        var ledger = await OpenAsync();
        ClusterProcess[] many = [.. Enumerable.Range(1, 6).Select(i => new ClusterProcess($"h:{i}", i))];
        await Task.WhenAll(many.Select(process => ledger.EnterAsync(Group, process, default)));

        var outcomes = await Task.WhenAll(many.Select(process => ledger.FormAsync(Group, process, [], default)));

        outcomes.Count(outcome => outcome == FormOutcome.Formed).ShouldBe(1);
        (await ledger.EntriesAsync(Group, default)).Single(entry => entry.IsMember)
            .ShouldBe((await ledger.EntriesAsync(Group, default))[0]);
    }

    [ContractFact]
    public async Task Of_two_sides_that_do_not_see_each_other_the_first_goes_on_and_the_other_is_refused_for_ever()
    {
        var ledger = await OpenAsync();
        await ledger.EnterAsync(Group, _a, default);
        await ledger.EnterAsync(Group, _b, default);

        (await ledger.DownAsync(Group, _a, [_b], default)).ShouldBeTrue();
        (await ledger.DownAsync(Group, _b, [_a], default)).ShouldBeFalse();
        (await ledger.DownAsync(Group, _a, [_c], default)).ShouldBeTrue();
        (await ledger.BeatAsync(Group, _b, true, default)).ShouldBeFalse();
        (await ledger.BeatAsync(Group, _a, true, default)).ShouldBeTrue();
        (await ledger.EntriesAsync(Group, default)).ShouldBe([new(_a, true, 1)]);
        (await ledger.DownAsync("other", _b, [_a], default)).ShouldBeTrue();
    }

    [ContractFact]
    public async Task Both_sides_that_ask_at_the_same_moment_get_one_yes()
    {
        var ledger = await OpenAsync();

        var answers = await Task.WhenAll(
            ledger.DownAsync(Group, _a, [_b], default), ledger.DownAsync(Group, _b, [_a], default));

        answers.Count(answer => answer).ShouldBe(1);
    }

    [ContractFact]
    public async Task Who_ends_in_good_order_leaves_no_entry_and_no_mark()
    {
        var ledger = await OpenAsync();
        await ledger.EnterAsync(Group, _a, default);
        await ledger.DownAsync(Group, _b, [_a], default);

        await ledger.LeaveAsync(Group, _a, default);

        (await ledger.EntriesAsync(Group, default)).ShouldBeEmpty();
        (await ledger.DownAsync(Group, _a, [], default)).ShouldBeTrue();
    }

    [ContractFact]
    public async Task An_entry_that_was_lost_is_made_again_unless_another_process_has_the_address()
    {
        var ledger = await OpenAsync();

        (await ledger.BeatAsync(Group, _a, true, default)).ShouldBeTrue();
        (await ledger.EntriesAsync(Group, default)).ShouldBe([new(_a, true, 0)]);
        (await ledger.BeatAsync(Group, _a with { Uid = 99 }, true, default)).ShouldBeFalse();
        (await ledger.BeatAsync(Group, _a, true, default)).ShouldBeTrue();
    }

    /// <summary>A ledger with nothing in it; two of a database are the same one.</summary>
    private protected abstract Task<IClusterLedger> OpenAsync();
}
