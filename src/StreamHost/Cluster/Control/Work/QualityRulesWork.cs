using System.Globalization;
using System.Text;
using StreamReco.Models.DataQuality;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes quality rules into each partition of the clicks log. Done twice it is harmless: a shard passes over rules that are in
/// force already, and other rules wait until these have been written everywhere. The rules stand beside the journal, which has their version: a file may be large.
/// </summary>
/// <param name="open">Opens the log.</param>
internal sealed class QualityRulesWork(Func<IQualityRulesWriter> open) : IRequestWork
{
    public string Lane => "quality";

    public async Task RunAsync(RequestRun run, CancellationToken cancel)
    {
        var rules = Read(run.RequireSecret());
        using var writer = open();
        foreach (var partition in await writer.BeginAsync(cancel))
        {
            await run.StepAsync(
                ModelChangeWork.StepOf(partition),
                async () => (await writer.WriteAsync(partition, rules, run.Request.Id, cancel)).ToString(CultureInfo.InvariantCulture));
        }
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
