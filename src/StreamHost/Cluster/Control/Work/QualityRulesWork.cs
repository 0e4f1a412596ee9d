using System.Text;
using StreamReco.Models.DataQuality;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes quality rules into each partition of the clicks log. Done twice it is harmless: a shard passes over rules that are in
/// force already, and other rules wait until these have been written everywhere. The rules stand beside the journal, which has their version: a file may be large.
/// </summary>
/// <param name="open">Opens the log.</param>
internal sealed class QualityRulesWork(Func<IControlRecordWriter> open) : IRequestWork
{
    public string Lane => "quality";

    public Task RunAsync(RequestRun run, CancellationToken cancel)
    {
        var rules = Read(run.RequireSecret());
        return PartitionSteps.WriteAsync(run, open, rules.Version, rules.Bytes.ToArray(), cancel);
    }

    private static QualityRules Read(string text)
    {
        try
        {
            return QualityRules.Read(Encoding.UTF8.GetBytes(text));
        }
        catch (QualityRulesException e)
        {
            throw new RequestRefusedException(e.Message);
        }
    }
}
