using System.Text.RegularExpressions;
using StreamReco.StreamHost.Settings;
using YamlDotNet.RepresentationModel;

namespace StreamReco.StreamHost.Tests.Images;

/// <summary>The images without a Docker engine: their files are read as a builder does. <c>eng/image-check</c> carries them out.</summary>
public sealed class ImageTests
{
    private const string Prefix = "STREAMRECO_";

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.gpu")]
    public void An_image_is_built_in_stages_and_does_not_run_as_root(string name)
    {
        var file = Dockerfile.Read(SourceTree.PathOf("docker", name));

        file.Stages.Count.ShouldBe(3);
        file.Last.Base.ShouldNotContain("sdk");
        file.Last.All("USER").Single().Text.ShouldBeOneOf("$APP_UID", "app");
        file.Last.Instructions.ToList().FindIndex(one => one.Name == "USER")
            .ShouldBeGreaterThan(file.Last.Instructions.ToList().FindLastIndex(one => one.Name is "RUN" or "COPY"));
        file.Last.All("HEALTHCHECK").ShouldHaveSingleItem();
        file.Last.All("ENTRYPOINT").Single().Text.ShouldStartWith("[");
        file.Stages.SelectMany(stage => stage.All("COPY")).Select(copy => copy.From).OfType<string>().Distinct()
            .ShouldBeSubsetOf(file.Stages.Select(stage => stage.Name).OfType<string>());
    }

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.gpu")]
    public void What_an_image_copies_is_there_and_let_through_to_the_builder(string name)
    {
        var allowed = File.ReadAllLines(SourceTree.PathOf("docker", $"{name}.dockerignore"))
            .Where(line => line.StartsWith('!')).Select(line => line[1..].TrimEnd('/')).ToArray();
        var sources = Dockerfile.Read(SourceTree.PathOf("docker", name)).Stages.SelectMany(stage => stage.All("COPY"))
            .Where(copy => copy.From is null).SelectMany(copy => copy.Words[..^1]).Where(source => !source.Contains('['));

        foreach (var source in sources)
        {
            Path.Exists(SourceTree.PathOf(source)).ShouldBeTrue(source);
            allowed.ShouldContain(path => source == path || source.StartsWith($"{path}/", StringComparison.Ordinal), source);
        }
    }

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.gpu")]
    public void The_settings_of_an_image_are_settings(string name) => ShouldBeSettings(
        Regex.Matches(File.ReadAllText(SourceTree.PathOf("docker", name)), $"{Prefix}[A-Za-z]+__[A-Za-z_]+").Select(match => match.Value));

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.gpu")]
    public void Every_project_and_package_file_is_copied_before_it_is_restored(string name)
    {
        var build = Dockerfile.Read(SourceTree.PathOf("docker", name)).Stages.Single(stage => stage.Name == "build");
        var steps = build.Instructions.ToList();
        var restore = steps.FindIndex(step => step.Name == "RUN" && step.Text.StartsWith("dotnet restore ", StringComparison.Ordinal));
        var copied = steps[..restore].Where(step => step.Name == "COPY").SelectMany(step => step.Words[..^1]).ToArray();
        var program = steps[restore].Text.Split(' ')[2];

        ProjectsOf(program).ShouldBeSubsetOf(copied);
        ((string[])["Directory.Build.props", "Directory.Packages.props", "global.json", "BannedSymbols.txt"]).ShouldBeSubsetOf(copied);
        steps.FindIndex(step => step.Name == "COPY" && step.Words is ["src", "src"]).ShouldBeGreaterThan(restore);
        steps.ShouldContain(step => step.Name == "RUN" && step.Text.StartsWith($"dotnet publish {program} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_command_that_carries_the_image_out_finds_the_same_steps()
    {
        var steps = Dockerfile.Read(SourceTree.PathOf("docker", "Dockerfile")).Stages
            .SelectMany(stage => stage.Instructions).Select(step => $"{step.Name} {Spaces(step.Text)}");

        var (code, output) = await SourceTree.ShellAsync("eng/image-check --steps", SourceTree.Root);

        code.ShouldBe(0, output);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("FROM ", StringComparison.Ordinal))
            .Select(Spaces).ShouldBe(steps);
    }

    [Fact]
    public void Compose_starts_kafka_postgres_and_two_nodes_that_know_each_other()
    {
        var services = (YamlMappingNode)Compose()["services"];
        string[] names = [.. services.Children.Keys.Select(key => key.ToString())];

        names.ShouldBe(["kafka", "postgres", "topics", "node-1", "node-2"]);
        foreach (var node in names[3..])
        {
            var environment = Environment((YamlMappingNode)services[node]);
            environment["STREAMRECO_Http__AdvertisedUrl"].ShouldBe($"http://{node}:8095");
            environment["STREAMRECO_Cluster__Address"].ShouldBe(node);
            environment["STREAMRECO_Cluster__BindAddress"].ShouldBe("0.0.0.0");
            environment["STREAMRECO_Kafka__Bootstrap"].ShouldBe("kafka:9092");
            environment["STREAMRECO_Http__AdminTokenFile"].ShouldBe("/run/secrets/admin-token");
            ShouldBeSettings(environment.Keys);
        }
    }

    [Fact]
    public void Compose_opens_ports_on_loopback_only_and_holds_no_password()
    {
        var services = (YamlMappingNode)Compose()["services"];
        var ports = services.Children.Values.OfType<YamlMappingNode>().Where(service => service.Children.ContainsKey("ports"))
            .SelectMany(service => (YamlSequenceNode)service["ports"]).Select(port => port.ToString());

        ports.ShouldAllBe(port => port.StartsWith("127.0.0.1:", StringComparison.Ordinal));
        Environment((YamlMappingNode)services["postgres"])["POSTGRES_PASSWORD"].ShouldStartWith("${POSTGRES_PASSWORD:?");
    }

    private static YamlMappingNode Compose()
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(SourceTree.PathOf("docker", "compose.yaml"));
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    /// <summary>The variables of a service, with those that <c>&lt;&lt;</c> merges in.</summary>
    private static Dictionary<string, string> Environment(YamlMappingNode service)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in (YamlMappingNode)service["environment"])
        {
            IEnumerable<KeyValuePair<YamlNode, YamlNode>> pairs = key.ToString() == "<<" ? (YamlMappingNode)value : [KeyValuePair.Create(key, value)];
            foreach (var pair in pairs)
            {
                variables[pair.Key.ToString()] = pair.Value.ToString();
            }
        }

        return variables;
    }

    private static void ShouldBeSettings(IEnumerable<string> variables)
    {
        var keys = variables.Select(name => name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal)).ToArray();
        keys.ShouldNotBeEmpty();
        keys.ShouldAllBe(key => SettingKeys.Find(key) != null);
    }

    /// <summary>A project and what it refers to, as paths from the repository's root.</summary>
    private static IEnumerable<string> ProjectsOf(string project)
    {
        var folder = Path.GetDirectoryName(SourceTree.PathOf(project))!;
        var others = Regex.Matches(File.ReadAllText(SourceTree.PathOf(project)), "<ProjectReference Include=\"([^\"]+)\"")
            .Select(match => Path.GetRelativePath(SourceTree.Root, Path.GetFullPath(Path.Combine(folder, match.Groups[1].Value))));
        return others.SelectMany(ProjectsOf).Prepend(project).Distinct();
    }

    private static string Spaces(string text) => Regex.Replace(text, @"\s+", " ").Trim();
}
