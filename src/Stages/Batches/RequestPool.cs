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

    /// <summary>Gives requests of any models back, each to its own pool.</summary>
    public static void ReturnAll(IReadOnlyList<RecommendationRequest> requests)
    {
        for (var i = 0; i < requests.Count; i++)
        {
            if (i == 0 || !ReferenceEquals(requests[i].Model, requests[i - 1].Model))
            {
                requests[i].Model.Requests.Return(requests, from: i);
            }
        }
    }

    /// <summary>Gives requests back: those in a row that are of this pool.</summary>
    /// <param name="requests">Requests, perhaps of several models.</param>
    /// <param name="from">Where the row begins.</param>
    public void Return(IReadOnlyList<RecommendationRequest> requests, int from = 0)
    {
        lock (_lock)
        {
            for (var i = from; i < requests.Count && ReferenceEquals(requests[i].Model, model); i++)
            {
                _free.Push(requests[i]);
            }
        }
    }
}
