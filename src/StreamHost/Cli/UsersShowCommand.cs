using System.CommandLine;
using System.Text;
using StreamReco.Stages.Privacy;

namespace StreamReco.StreamHost.Cli;

/// <summary><c>users show</c>: one user's state for people.</summary>
internal sealed class UsersShowCommand : VerbCommand
{
    private readonly UsersStore _store = new();
    private readonly Argument<string> _user = new("USER") { Description = "The user's id." };

    public UsersShowCommand()
        : base("show", "Show what is known of one user, as indented JSON.")
    {
        Add(_user);
        _store.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("One user", "streamreco users show u42 --state streamreco.db --model model")];

    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var asked = context.Parse.GetValue(_user)!;
        var user = Pseudonymizer.Open(options.Pipeline.Privacy)?.Of(asked) ?? asked;
        var codec = _store.Codec(context, options);
        await using var store = await UsersStore.OpenAsync(options, cancel);
        using var json = new MemoryStream();
        var found = await UsersShow.RunAsync(store, codec, _store.Group(context), user, json, cancel);
        context.Screen.Output.Write(Encoding.UTF8.GetString(json.ToArray()));
        return found > 0
            ? ExitCode.Ok
            : throw new UserErrorException(
                $"State:Connection (--state) '{options.State.Connection}' knows no user '{asked}'.");
    }
}
