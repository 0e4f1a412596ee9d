namespace StreamReco.Stages.Batches;

/// <summary>Tickets for reuse: rented by the fold, given back by the encoder, on different threads.</summary>
public sealed class TicketPool(ShardModel model, int recentMax)
{
    private readonly Stack<AnswerTicket> _free = new();
    private readonly Lock _lock = new();

    public AnswerTicket Rent()
    {
        lock (_lock)
        {
            if (_free.TryPop(out var ticket))
            {
                return ticket;
            }
        }

        return new AnswerTicket(model, recentMax);
    }

    /// <summary>Gives back the tickets of this pool; those of another model's are left to the garbage collector.</summary>
    public void Return(IReadOnlyList<AnswerTicket> tickets)
    {
        lock (_lock)
        {
            for (var i = 0; i < tickets.Count; i++)
            {
                if (ReferenceEquals(tickets[i].Model, model))
                {
                    _free.Push(tickets[i]);
                }
            }
        }
    }
}
