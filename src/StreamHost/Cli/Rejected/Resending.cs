using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>
/// Sends events back into the clicks topic, after the pipeline's own rules have passed them and unless an earlier run
/// has sent them. A dry run tells the same and sends nothing.
/// </summary>
internal sealed class Resending(
    CommandContext context, StreamRecoOptions options, ErasedOrigins erased, Watermarks watermarks, bool send)
{
    private readonly ResendCheck _check = new(options.Pipeline, options.Kafka.Clicks);
    private readonly List<ResentClick> _clicks = [];
    private readonly List<(RejectedEntry Entry, string Why)> _refused = [];
    private int _wereLate;

    /// <summary>Only events of this user are taken; null for all.</summary>
    public string? OnlyUser { get; init; }

    /// <summary>Takes an event in, or says why it would be rejected again.</summary>
    public void Add(RejectedEntry entry, byte[] value, bool timeMoved)
    {
        if (_check.Make(entry, value, out var failure) is { } click)
        {
            if (OnlyUser is { } user && click.UserId != user)
            {
                return;
            }

            if (erased.Includes(click))
            {
                Refuse(entry, "its user was erased after it came");
                return;
            }

            _clicks.Add(click);
            _wereLate += !timeMoved && entry.Reason == ValidationFailure.NameOf(FailureType.Late) ? 1 : 0;
        }
        else
        {
            Refuse(entry, $"still {ValidationFailure.NameOf(failure!.Type)}: {failure.Message}");
        }
    }

    /// <summary>An event is not sent; said in the end, unless an earlier run has sent it.</summary>
    public void Refuse(RejectedEntry entry, string why) => _refused.Add((entry, why));

    /// <summary>Sends what is left and sums up.</summary>
    /// <returns><see cref="ExitCode.Failure"/> when an event was refused.</returns>
    public int Finish(CancellationToken cancel)
    {
        var sent = FindSent(cancel);
        var due = _clicks.Where(click => !sent.Contains(click.Origin)).ToArray();
        var open = _refused.Where(one => !sent.Contains(one.Entry.Origin)).ToArray();
        foreach (var (entry, why) in open)
        {
            context.Screen.Error.WriteLine($"{entry.Origin} is not sent: {why}");
        }

        WarnOfLate(due);
        if (send)
        {
            Send(due, cancel);
        }

        Tell(due, before: _clicks.Count - due.Length + _refused.Count - open.Length);
        return open.Length > 0 ? ExitCode.Failure : ExitCode.Ok;
    }

    /// <summary>
    /// Origins that stand in the clicks topic already: a user's remembered event ids do not reach back for ever.
    /// </summary>
    private IReadOnlySet<RecordOrigin> FindSent(CancellationToken cancel)
    {
        var received = _clicks.Select(click => click.TimestampMs).Concat(_refused.Select(one => one.Entry.ReceivedMs)).ToArray();
        return received.Length == 0 ? new HashSet<RecordOrigin>()
            : RepairedOrigins.Read(options.Kafka, received.Min(), long.MaxValue, cancel).Origins!;
    }

    private void Send(ResentClick[] clicks, CancellationToken cancel)
    {
        using var writer = new ClickWriter(options.Kafka);
        foreach (var click in clicks)
        {
            cancel.ThrowIfCancellationRequested();
            writer.Write(
                click.Partition, Encoding.UTF8.GetBytes(click.UserId), click.Value, click.TimestampMs, click.Headers);
        }

        writer.Flush();
    }

    private void Tell(ResentClick[] due, int before)
    {
        var screen = context.Screen;
        foreach (var click in send ? [] : due)
        {
            screen.Output.WriteLine($"{click.Origin} would be sent, key {click.UserId}: {PayloadText.Of(click.Value)}");
        }

        screen.Output.WriteLine(send
            ? $"{due.Length:N0} events sent to topic {options.Kafka.Clicks}"
            : $"{due.Length:N0} events would be sent to topic {options.Kafka.Clicks}; --yes sends them");
        if (before > 0)
        {
            screen.Output.WriteLine($"{before:N0} were sent before and are left out");
        }
    }

    /// <summary>Before anything is sent: an event that is late is rejected again, and its click is lost to the user's state.</summary>
    private void WarnOfLate(ResentClick[] due)
    {
        var judged = due.Where(click => !click.IsReleased).ToArray(); // what comes out of the quarantine is never late
        var late = judged.Count(watermarks.WouldBeLate);
        if (late > 0)
        {
            context.Screen.Error.WriteLine(
                $"{late:N0} of the {due.Length:N0} events lie further behind the watermark of their partition than "
                    + $"Window:AllowedLatenessMs ({options.Pipeline.Window.AllowedLatenessMs}) allows: they will be rejected as late, "
                    + "unless the nodes allow more or 'rejected repair --shift-time SECONDS' moves them.");
        }
        else if (watermarks.Unknown is { } why && judged.Length > 0)
        {
            context.Screen.Error.WriteLine($"Whether the events would be late is not known: {why}");
            if (_wereLate > 0)
            {
                context.Screen.Error.WriteLine(
                    $"{_wereLate:N0} of the events were late: they will be late again, unless Window:AllowedLatenessMs was "
                        + "raised or 'rejected repair --shift-time' moves them.");
            }
        }
    }
}
