namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>The requests as the events make them. One caller at a time.</summary>
/// <param name="endedMax">Ended requests that are kept in memory, the newest ones.</param>
internal sealed class ControlBook(int endedMax)
{
    private readonly List<ControlRequest> _requests = [];
    private int _ended;

    /// <summary>All that are kept, in the order in which they were made.</summary>
    public IReadOnlyList<ControlRequest> Requests => _requests;

    /// <summary>Those that are to be carried out, the oldest first.</summary>
    public IEnumerable<ControlRequest> Open => _requests.Where(request => request.IsOpen);

    /// <summary>A request, or null when nobody made it or it ended long ago.</summary>
    public ControlRequest? Find(string id) => _requests.Find(request => request.Id == id);

    /// <summary>Takes an event in; one about a request that is not kept any more changes nothing.</summary>
    public void Apply(IControlEvent change)
    {
        if (change is RequestMade made)
        {
            _requests.Add(ControlRequest.Of(made));
            return;
        }

        var at = _requests.FindIndex(request => request.Id == change.Id);
        if (at < 0 || !_requests[at].IsOpen)
        {
            return;
        }

        _requests[at] = After(_requests[at], change);
        if (!_requests[at].IsOpen)
        {
            _ended++;
            Forget();
        }
    }

    /// <summary>The requests, to be stored.</summary>
    public ControlState Capture() => new([.. _requests]);

    /// <summary>Puts stored requests in the place of all others.</summary>
    public void Restore(ControlState state)
    {
        _requests.Clear();
        _requests.AddRange(state.Requests);
        _ended = _requests.Count(request => !request.IsOpen);
        Forget();
    }

    private static ControlRequest After(ControlRequest request, IControlEvent change) => change switch
    {
        StepDone step => request with { Steps = [.. request.Steps, new RequestStep(step.Step, step.Result, step.At)] },
        RequestCompleted => request with { EndedAt = change.At },
        RequestFailed failed => request with { EndedAt = change.At, Why = failed.Why },
        _ => throw new ArgumentException($"{change.GetType().Name} is no event of a request.", nameof(change)),
    };

    private void Forget()
    {
        for (; _ended > endedMax; _ended--)
        {
            _requests.RemoveAt(_requests.FindIndex(request => !request.IsOpen));
        }
    }
}
