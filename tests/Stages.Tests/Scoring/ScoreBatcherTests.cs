using System.Threading.Channels;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Scoring;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Scoring;

public sealed class ScoreBatcherTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly ModelArtifact _model = SmallModel.Create();

    private readonly ManualTimeProvider _time = new();
    private FakeScorer _scorer = new(_model);
    private readonly ScoreOptions _options = new() { BatchSizeMax = 4, BatchWaitMsMax = 2, QueueUsersMax = 8 };
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private readonly SemaphoreSlim _entered = new(0);
    private readonly List<ScoreRequest> _seen = [];

    [Fact]
    public async Task A_full_batch_is_scored_at_once()
    {
        await using var batcher = Batcher();
        await batcher.ScoreAsync(Requests(4), CancellationToken.None).WaitAsync(_patience);

        _scorer.Batches.ShouldBe([4]);
    }

    [Fact]
    public async Task A_batch_that_does_not_fill_waits_for_the_cap_and_no_longer()
    {
        await using var batcher = Batcher();
        var plug = await BlockAsync(batcher);
        var (first, second) = (batcher.ScoreAsync(Requests(1), default), batcher.ScoreAsync(Requests(2), default));
        _gate.Set();
        await plug.WaitAsync(_patience);
        await _time.WaitForTimersAsync(1).WaitAsync(_patience);

        _time.AdvanceMs(1.9);
        (first.IsCompleted, second.IsCompleted).ShouldBe((false, false));
        _time.AdvanceMs(0.1);

        await Task.WhenAll(first, second).WaitAsync(_patience);
        _scorer.Batches.ShouldBe([4, 3]);
    }

    [Theory]
    [InlineData("cpu", true)]
    [InlineData("cuda", false)]
    public async Task On_the_CPU_eight_wait_for_nobody(string provider, bool isDone)
    {
        (_options.BatchSizeMax, _options.QueueUsersMax) = (16, 64);
        _scorer = new FakeScorer(_model) { Provider = provider };
        await using var batcher = Batcher();
        var plug = await BlockAsync(batcher);
        var (first, second) = (batcher.ScoreAsync(Requests(3), default), batcher.ScoreAsync(Requests(5), default));
        _gate.Set();
        await plug.WaitAsync(_patience);

        if (!isDone)
        {
            await _time.WaitForTimersAsync(1).WaitAsync(_patience);
            (first.IsCompleted, second.IsCompleted).ShouldBe((false, false));
            _time.AdvanceMs(2);
        }

        await Task.WhenAll(first, second).WaitAsync(_patience); // the clock stands still on the CPU
        _scorer.Batches.ShouldBe([16, 8]);
    }

    [Fact]
    public async Task While_nothing_came_during_the_last_call_what_is_there_is_scored_at_once()
    {
        await using var batcher = Batcher();
        for (var i = 0; i < 3; i++)
        {
            await batcher.ScoreAsync(Requests(1), CancellationToken.None).WaitAsync(_patience);
        }

        _scorer.Batches.ShouldBe([1, 1, 1]); // the clock stands still: nobody waited for it
    }

    [Fact]
    public async Task The_rest_of_a_job_larger_than_a_batch_does_not_wait_for_others()
    {
        await using var batcher = Batcher();
        await batcher.ScoreAsync(Requests(6), CancellationToken.None).WaitAsync(_patience);

        _scorer.Batches.ShouldBe([4, 2]);
    }

    [Fact]
    public async Task After_a_busy_call_that_left_nothing_behind_nobody_waits()
    {
        await using var batcher = Batcher();
        var plug = await BlockAsync(batcher);
        var second = batcher.ScoreAsync(Requests(4), CancellationToken.None);
        _gate.Set();
        await Task.WhenAll(plug, second).WaitAsync(_patience);

        await batcher.ScoreAsync(Requests(1), CancellationToken.None).WaitAsync(_patience);

        _scorer.Batches.ShouldBe([4, 4, 1]);
    }

    [Fact]
    public async Task Without_a_wait_whatever_is_there_is_scored()
    {
        _options.BatchWaitMsMax = 0;
        await using var batcher = Batcher();
        await batcher.ScoreAsync(Requests(1), CancellationToken.None).WaitAsync(_patience);

        _scorer.Batches.ShouldBe([1]);
    }

    [Fact]
    public async Task The_scorers_own_bound_counts_too()
    {
        var scorer = new FakeScorer(_model, batchSizeMax: 2);
        await using var batcher = new ScoreBatcher<ScoreRequest>(scorer, _options, _time);
        await batcher.ScoreAsync(Requests(6), CancellationToken.None).WaitAsync(_patience);

        scorer.Batches.ShouldBe([2, 2, 2]);
    }

    [Fact]
    public async Task A_job_larger_than_a_batch_is_done_when_its_last_request_is()
    {
        await using var batcher = Batcher();
        var requests = Requests(8);
        await batcher.ScoreAsync(requests, CancellationToken.None).WaitAsync(_patience);

        requests.ShouldAllBe(request => request.CandidateCount == 8);
        _scorer.Batches.ShouldBe([4, 4]);
    }

    [Fact]
    public async Task Users_are_scored_in_the_order_in_which_they_came()
    {
        await using var batcher = Batcher();
        var plug = await BlockAsync(batcher);
        _seen.Clear();
        var (a, b) = (Requests(3), Requests(5));
        var (first, second) = (batcher.ScoreAsync(a, default), batcher.ScoreAsync(b, default));
        _gate.Set();
        await Task.WhenAll(plug, first, second).WaitAsync(_patience);

        _seen.ShouldBe([.. a, .. b]);
    }

    [Fact]
    public async Task A_failure_reaches_every_job_of_the_batch_and_none_of_the_next()
    {
        await using var batcher = Batcher();
        var plug = await BlockAsync(batcher);
        _scorer.OnScore = _ => throw new InvalidDataException("The graph is broken.");
        var (first, second) = (batcher.ScoreAsync(Requests(1), default), batcher.ScoreAsync(Requests(3), default));
        _gate.Set();
        await plug.WaitAsync(_patience);

        await Should.ThrowAsync<InvalidDataException>(() => first.WaitAsync(_patience));
        await Should.ThrowAsync<InvalidDataException>(() => second.WaitAsync(_patience));
        _scorer.OnScore = null;
        await batcher.ScoreAsync(Requests(4), CancellationToken.None).WaitAsync(_patience);
    }

    [Fact]
    public async Task A_full_queue_holds_the_shards_back()
    {
        var batcher = Batcher();
        var plug = await BlockAsync(batcher);
        using var cancel = new CancellationTokenSource();
        var held = batcher.ScoreAsync(Requests(_options.QueueUsersMax + 3), cancel.Token);
        held.IsCompleted.ShouldBeFalse();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => held.WaitAsync(_patience));
        _gate.Set();
        await plug.WaitAsync(_patience);
        await batcher.DisposeAsync();

        // What was at work and what the queue holds; the other three never got in.
        batcher.Scored.ShouldBe(_options.BatchSizeMax + _options.QueueUsersMax);
    }

    [Fact]
    public async Task Disposal_scores_what_waits_and_takes_nothing_more()
    {
        var batcher = Batcher();
        var waiting = batcher.ScoreAsync(Requests(1), CancellationToken.None);
        await batcher.DisposeAsync().AsTask().WaitAsync(_patience);

        await waiting.WaitAsync(_patience);
        _scorer.Disposed.ShouldBeTrue();
        await Should.ThrowAsync<ChannelClosedException>(() => batcher.ScoreAsync(Requests(1), CancellationToken.None));
    }

    [Fact]
    public async Task A_question_is_scored_on_its_own_thread_while_the_graph_rests()
    {
        await using var batcher = Batcher();
        var threads = new List<int>();
        _scorer.OnScore = _ => threads.Add(Environment.CurrentManagedThreadId);
        var thread = Environment.CurrentManagedThreadId;

        batcher.ScoreHereAsync(Requests(2), CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();

        threads.ShouldBe([thread]);
        (batcher.Batches, batcher.Scored).ShouldBe((1, 2));
    }

    [Fact]
    public async Task A_question_that_finds_the_graph_busy_waits_with_the_others()
    {
        await using var batcher = Batcher();
        var plug = await BlockAsync(batcher);
        var (first, second) = (batcher.ScoreHereAsync(Requests(2), default), batcher.ScoreHereAsync(Requests(2), default));
        (first.IsCompleted, second.IsCompleted).ShouldBe((false, false));
        _gate.Set();
        await Task.WhenAll(plug, first, second).WaitAsync(_patience);

        _scorer.Batches.ShouldBe([4, 4]);
    }

    [Fact]
    public async Task A_question_larger_than_a_batch_is_scored_in_several()
    {
        await using var batcher = Batcher();
        await batcher.ScoreHereAsync(Requests(6), CancellationToken.None).WaitAsync(_patience);

        _scorer.Batches.ShouldBe([4, 2]);
    }

    [Fact]
    public async Task What_goes_wrong_with_a_question_reaches_who_asked_and_nobody_else()
    {
        var batcher = Batcher();
        _scorer.OnScore = _ => throw new InvalidDataException("The graph is broken.");
        await Should.ThrowAsync<InvalidDataException>(() => batcher.ScoreHereAsync(Requests(1), CancellationToken.None));
        _scorer.OnScore = null;
        batcher.ScoreHereAsync(Requests(1), CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();

        await batcher.DisposeAsync();

        await Should.ThrowAsync<ChannelClosedException>(() => batcher.ScoreHereAsync(Requests(1), CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_to_score_costs_no_call()
    {
        await using var batcher = Batcher();
        batcher.ScoreAsync([], CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        _scorer.Batches.ShouldBeEmpty();
    }

    public void Dispose()
    {
        _gate.Dispose();
        _entered.Dispose();
    }

    private static ScoreRequest[] Requests(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new ScoreRequest(_model.Manifest.Features) { HasFeatures = true })];

    private ScoreBatcher<ScoreRequest> Batcher()
    {
        _scorer.OnScore = batch =>
        {
            _seen.AddRange(batch);
            _entered.Release();
            _gate.Wait();
        };
        return new ScoreBatcher<ScoreRequest>(_scorer, _options, _time);
    }

    /// <summary>Keeps the scorer busy with a full batch until the gate is set, so that what comes meanwhile waits in the queue.</summary>
    private async Task<Task> BlockAsync(ScoreBatcher<ScoreRequest> batcher)
    {
        _gate.Reset();
        var plug = batcher.ScoreAsync(Requests(_options.BatchSizeMax), CancellationToken.None);
        await _entered.WaitAsync().WaitAsync(_patience);
        return plug;
    }
}
