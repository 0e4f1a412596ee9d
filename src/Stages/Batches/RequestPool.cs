namespace StreamReco.Stages.Batches;

/// <summary>Requests for reuse: rented by the fold, given back by the encoder, on different threads.</summary>
public sealed class RequestPool(ShardModel model, int recentMax)
{
    private readonly Stack<RecommendationRequest> _free = new();
    private readonly Lock _lock = new();

    public RecommendationRequest Rent()
    {
        lock (_lock)
        {
            if (_free.TryPop(out var request))
            {
                return request;
            }
        }

        return new RecommendationRequest(model, recentMax);
    }

    /// <summary>Gives back the requests of this pool; those of another model's are left to the garbage collector.</summary>
    public void Return(IReadOnlyList<RecommendationRequest> requests)
    {
        lock (_lock)
        {
            for (var i = 0; i < requests.Count; i++)
            {
                if (ReferenceEquals(requests[i].Model, model))
                {
                    _free.Push(requests[i]);
                }
            }
        }
    }
}
