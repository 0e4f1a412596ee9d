using StreamReco.Models.Artifacts;

namespace StreamReco.Stages.Answers;

/// <summary>Tickets for reuse: rented by the fold, given back by the encoder, on different threads.</summary>
public sealed class TicketPool(FeatureLayout layout, int recentMax)
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

        return new AnswerTicket(layout, recentMax);
    }

    public void Return(IReadOnlyList<AnswerTicket> tickets)
    {
        lock (_lock)
        {
            for (var i = 0; i < tickets.Count; i++)
            {
                _free.Push(tickets[i]);
            }
        }
    }
}
