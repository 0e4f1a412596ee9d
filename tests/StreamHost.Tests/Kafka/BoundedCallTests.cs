using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>A call of the client that does not come back holds up neither its caller nor the process, and the client is not closed below it.</summary>
public sealed class BoundedCallTests : IDisposable
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(150);

    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly ManualResetEventSlim _returns = new();

    [Fact]
    public async Task A_call_that_does_not_return_is_given_up_after_its_bound_and_closed_once_it_has_returned()
    {
        var call = new BoundedCall(_time);
        var closed = new TaskCompletionSource();
        _ = call.Start(() => _returns.Wait());
        var waiting = call.WaitAsync(_bound);

        _time.Advance(_bound - TimeSpan.FromMilliseconds(1));
        waiting.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Should.ThrowAsync<TimeoutException>(() => waiting);
        call.IsRunning.ShouldBeTrue();
        call.CloseAfter(closed.SetResult);

        closed.Task.IsCompleted.ShouldBeFalse();
        _returns.Set();
        await closed.Task;
    }

    [Fact]
    public async Task A_call_that_fails_says_why_and_nothing_is_waited_for_when_it_is_closed()
    {
        var call = new BoundedCall(_time);
        var isClosed = false;
        _ = call.Start(() => throw new InvalidOperationException("refused"));

        (await Should.ThrowAsync<InvalidOperationException>(() => call.WaitAsync(_bound))).Message.ShouldBe("refused");
        call.IsRunning.ShouldBeFalse();
        call.CloseAfter(() => isClosed = true);

        isClosed.ShouldBeTrue();
    }

    public void Dispose()
    {
        _returns.Set();
        _returns.Dispose();
    }
}
