package org.potamos.validators.jakarta;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.potamos.core.Reference;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The artifact needs the core and the API of Jakarta Validation, and no provider. */
class ArchitectureTest {
  private static final String OWN = "org.potamos.validators.jakarta";

  private static Path placeOf(Class<?> type) throws URISyntaxException {
    URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(place);
  }

  @Test
  void classes_dependOnCoreAndTheApiOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            OWN, "org.potamos.core", "jakarta.validation..", "java..", "org.jspecify.annotations")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(OWN));
  }

  @Test
  void module_requiresCoreAndTheApiOnly() throws Exception {
    ModuleDescriptor module =
        ModuleFinder.of(placeOf(JakartaValidators.class)).find(OWN).orElseThrow().descriptor();
    assertThat(module.requires())
        .filteredOn(
            required -> !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactlyInAnyOrder("java.base", "org.potamos.core", "jakarta.validation");
    assertThat(module.exports()).extracting(ModuleDescriptor.Exports::source).containsExactly(OWN);
    assertThat(module.uses()).isEmpty();
  }

  /** Two modules more, and it runs: there is no provider, no expression language, no JSpecify. */
  @Test
  void module_withThoseTwo_runs() throws Exception {
    ModuleFinder modules =
        ModuleFinder.of(
            placeOf(JakartaValidators.class),
            placeOf(Reference.class),
            placeOf(jakarta.validation.Validator.class));
    Configuration configuration =
        ModuleLayer.boot().configuration().resolve(modules, ModuleFinder.of(), Set.of(OWN));
    assertThat(configuration.modules())
        .extracting(ResolvedModule::name)
        .containsExactlyInAnyOrder(OWN, "org.potamos.core", "jakarta.validation");

    ClassLoader loader =
        ModuleLayer.boot()
            .defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader())
            .findLoader(OWN);
    Class<?> api = loader.loadClass("jakarta.validation.Validator");
    Object accepting =
        Proxy.newProxyInstance(
            loader, new Class<?>[] {api}, (unusedProxy, unusedMethod, unusedArguments) -> Set.of());
    Object validator =
        loader
            .loadClass(OWN + ".JakartaValidators")
            .getMethod("of", api, Class[].class)
            .invoke(null, accepting, new Class<?>[0]);
    Object answer =
        loader
            .loadClass("org.potamos.core.Validator")
            .getMethod("checkInitial", Object.class)
            .invoke(validator, "value");
    assertThat(answer).isEqualTo(List.of());
    assertThat(validator.getClass().getModule().getName()).isEqualTo(OWN);
  }

  @Test
  void pom_hasThreeDependenciesThatAreNotForTests() throws Exception {
    File pom = Path.of(System.getProperty("basedir", "."), "pom.xml").toFile();
    NodeList dependencies =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(pom)
            .getElementsByTagName("dependency");
    List<String> needed = new ArrayList<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      NodeList scope = dependency.getElementsByTagName("scope");
      if (scope.getLength() == 0 || !scope.item(0).getTextContent().equals("test")) {
        needed.add(dependency.getElementsByTagName("artifactId").item(0).getTextContent());
      }
    }
    assertThat(needed)
        .containsExactlyInAnyOrder("potamos-core", "jakarta.validation-api", "jspecify");
  }

  @Test
  void publicClasses_areOne() {
    Set<String> published =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(OWN)
                .stream()
                .filter(type -> Modifier.isPublic(type.reflect().getModifiers()))
                .map(type -> type.getSimpleName())
                .collect(Collectors.toSet());
    assertThat(published).containsExactly("JakartaValidators");
  }

  /** JSpecify's annotation on a module does nothing for users of the class path. */
  @Test
  void package_isNullMarked() {
    assertThat(JakartaValidators.class.getPackage().isAnnotationPresent(NullMarked.class)).isTrue();
  }
}
