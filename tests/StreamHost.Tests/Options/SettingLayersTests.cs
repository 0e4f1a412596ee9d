using Microsoft.Extensions.Options;
using StreamReco.Stages;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Settings;

namespace StreamReco.StreamHost.Tests.Options;

public sealed class SettingLayersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_any_layer_the_defaults_hold() =>
        StreamRecoConfiguration.Load(new SettingLayers()).Kafka.Bootstrap.ShouldBe(new KafkaOptions().Bootstrap);

    [Theory]
    [InlineData(0, "defaults")]
    [InlineData(1, "program")]
    [InlineData(2, "working")]
    [InlineData(3, "named")]
    [InlineData(4, "variable")]
    [InlineData(5, "option")]
    public void Each_layer_wins_over_those_before_it(int highest, string group)
    {
        var layers = new SettingLayers();
        layers.Add("the command's default", [new("Kafka:Group", "defaults")]);
        layers.AddFiles(
            Folder("a", highest >= 1 ? "program" : null),
            Folder("b", highest >= 2 ? "working" : null),
            highest >= 3 ? Write("named.json", "named") : null);
        layers.AddEnvironment(highest >= 4 ? [new("STREAMRECO_KAFKA__GROUP", "variable")] : []);
        layers.AddLine(highest >= 5 ? [("--group", "Kafka:Group", "option")] : []);

        StreamRecoConfiguration.Load(layers).Kafka.Group.ShouldBe(group);
    }

    [Fact]
    public void The_limits_of_the_path_stand_at_the_top_level() =>
        Load([new("Window:AllowedLatenessMs", "60000")]).Pipeline.Window.AllowedLatenessMs.ShouldBe(60_000);

    [Fact]
    public void Numbers_times_and_names_are_read()
    {
        var options = Load(
        [
            new("Rerank:DiversityLambda", "0.25"),
            new("rerank:seen", "keep"),
            new("Validation:EarliestEventTime", "2020-02-03T00:00:00Z"),
            new("Kafka:Client:security.protocol", "ssl"),
        ]);

        options.Pipeline.Rerank.DiversityLambda.ShouldBe(0.25);
        options.Pipeline.Rerank.Seen.ShouldBe(SeenPolicy.Keep);
        options.Pipeline.Validation.EarliestEventTime.ShouldBe(new DateTimeOffset(2020, 2, 3, 0, 0, 0, TimeSpan.Zero));
        options.Kafka.Client["security.protocol"].ShouldBe("ssl");
    }

    [Fact]
    public void An_unknown_key_is_a_fault_that_names_its_place_and_the_nearest_key()
    {
        var layers = new SettingLayers();
        layers.AddEnvironment([new("STREAMRECO_Kafka__Boostrap", "a:1")]);

        Faults(layers).ShouldBe(
            ["Kafka:Boostrap (variable STREAMRECO_Kafka__Boostrap) is not a setting; did you mean Kafka:Bootstrap?"]);
    }

    [Fact]
    public void A_variable_without_a_section_is_no_setting()
    {
        var layers = new SettingLayers();
        layers.AddEnvironment([new("STREAMRECO_SHARED", "somewhere")]);

        layers.Values.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Limits:BatchRecordsMax", "many", "a whole number")]
    [InlineData("Limits:BatchRecordsMax", "99999999999", "a whole number")]
    [InlineData("Rerank:DiversityLambda", "half", "a number")]
    [InlineData("Rerank:Seen", "7", "one of Exclude, ExcludeCurrent, Keep")]
    [InlineData("Validation:EarliestEventTime", "then", "a time such as 2000-01-01T00:00:00Z")]
    public void A_value_of_a_wrong_type_is_a_fault_that_names_key_and_value(string key, string value, string wanted)
    {
        var layers = new SettingLayers();
        layers.AddLine([("--set", key, value)]);

        Faults(layers).ShouldBe([$"{key} is '{value}' (--set); it must be {wanted}."]);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var layers = new SettingLayers();
        layers.Add("test",
        [
            new("Kafka:Bootstrap", "nowhere"),
            new("Kafka:Delivery", "maybe"),
            new("Limits:BatchRecordsMax", "0"),
            new("Score:Provider", "gpu"),
            new("Windows:TrendingTop", "3"),
        ]);

        var faults = Faults(layers);

        faults.Length.ShouldBe(5);
        foreach (var key in new[] { "Kafka:Bootstrap is 'nowhere'", "Kafka:Delivery is 'maybe'",
            "Limits:BatchRecordsMax is 0", "Score:Provider is 'gpu'", "did you mean Window:TrendingTop?" })
        {
            faults.ShouldContain(fault => fault.Contains(key));
        }
    }

    [Fact]
    public void A_file_that_is_not_JSON_is_named()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "broken.json"), "{ \"Kafka\": ");
        var layers = new SettingLayers();

        var fault =
            Should.Throw<OptionsValidationException>(() => layers.AddFiles(_folder.Path, _folder.Path, "broken.json"));

        fault.Failures.Single().ShouldContain("broken.json is not JSON");
    }

    [Fact]
    public void A_named_file_must_be_there() =>
        Should.Throw<OptionsValidationException>(
            () => new SettingLayers().AddFiles(_folder.Path, _folder.Path, "absent.json"))
            .Failures.Single().ShouldContain("absent.json'; there is no such file.");

    [Fact]
    public void Schemas_of_the_settings_read_the_events_of_the_path()
    {
        Load([]).Pipeline.EventLimits().Schemas.ShouldBeNull();
        Load([new("Schemas:Registry", "http://127.0.0.1:8081")]).Pipeline.EventLimits().Schemas.ShouldNotBeNull();
        Load([new("Schemas:Folder", AppContext.BaseDirectory)]).Pipeline.FileReading().Limits.Schemas.ShouldNotBeNull();
    }

    private static StreamRecoOptions Load(KeyValuePair<string, string>[] values)
    {
        var layers = new SettingLayers();
        layers.Add("test", values);
        return StreamRecoConfiguration.Load(layers);
    }

    private static string[] Faults(SettingLayers layers) =>
        [.. Should.Throw<OptionsValidationException>(() => StreamRecoConfiguration.Load(layers)).Failures];

    private string Folder(string name, string? group)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        if (group is not null)
        {
            Write(Path.Combine(name, SettingLayers.FileName), group);
        }

        return folder;
    }

    private string Write(string name, string group)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, $$"""{ "Kafka": { "Group": "{{group}}" }, "Logging": { "LogLevel": { "Default": "Debug" } } }""");
        return path;
    }
}
