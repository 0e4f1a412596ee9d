using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Audit;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>
/// Writes into the audit trail what a command reads of persons, before it shows it, and what it removes, before it does. It is the trail of
/// the state database; where there is none nothing can be written, which is reported.
/// </summary>
internal static class CommandAudit
{
    /// <summary>Records what a command does.</summary>
    /// <param name="context">The command.</param>
    /// <param name="group">The group whose users are read; null for that of the settings.</param>
    /// <param name="what">The command's words, for instance <c>users show</c>.</param>
    /// <param name="user">The user, as the state knows them; null for many.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="UserErrorException">It cannot be recorded, and <c>Audit:Required</c> is true.</exception>
    public static async Task RecordAsync(
        CommandContext context, string? group, string what, string? user, string outcome, CancellationToken cancel)
    {
        var options = context.Options!;
        if (!options.Audit.Enabled)
        {
            return;
        }

        var entry = new AuditEntry(
            AuditEntry.NewId(), context.Time.GetUtcNow(), "", "local", Environment.UserName, Environment.MachineName, what, "",
            user, outcome);
        if (StoreAddress.Missing(options.State.Connection) is { } missing)
        {
            Miss(context, what, missing, null);
            return;
        }

        try
        {
            await TrailOf(options).AppendAsync(group ?? options.Kafka.Group, [entry], cancel);
        }
        catch (StoreUnavailableException e)
        {
            Miss(context, what, e.Message, e);
        }
    }

    /// <summary>The trail of the state database.</summary>
    public static IAuditTrail TrailOf(StreamRecoOptions options) => new SqlAuditTrail(options.State.Connection);

    private static void Miss(CommandContext context, string what, string why, Exception? cause)
    {
        if (context.Options!.Audit.Required)
        {
            throw new UserErrorException(
                $"'{what}' must stand in the audit trail first (Audit:Required is true), and it cannot be written: {why}", ExitCode.Failure, cause);
        }

        context.Screen.Error.WriteLine($"'{what}' does not stand in the audit trail: {why}");
    }
}
