// Packs what release.sh has made: the library in src/main/jniLibs, the fair in build/assets. Run release.sh, not Gradle.
plugins {
    id("com.android.application")
}

fun setting(name: String) = providers.gradleProperty("boothwalk.$name").get()

// One version for the program and its APK.
val programVersion = Regex("""(?m)^version = "([^"]+)"""").find(file("../../Cargo.toml").readText())!!.groupValues[1]

// The key of whoever releases; without one the APK is signed with Gradle's own key, for their own headset.
val keystore = System.getenv("BOOTHWALK_KEYSTORE")

android {
    namespace = setting("application")
    compileSdk = setting("targetSdk").toInt()
    defaultConfig {
        applicationId = setting("application")
        minSdk = setting("minSdk").toInt()
        targetSdk = setting("targetSdk").toInt()
        versionCode = setting("versionCode").toInt()
        versionName = programVersion
        ndk { abiFilters += "arm64-v8a" }
    }
    sourceSets["main"].assets.srcDir("build/assets")
    signingConfigs {
        if (keystore != null) {
            create("release") {
                storeFile = file(keystore)
                storePassword = System.getenv("BOOTHWALK_KEYSTORE_PASSWORD")
                keyAlias = System.getenv("BOOTHWALK_KEY_ALIAS")
                keyPassword = System.getenv("BOOTHWALK_KEY_PASSWORD") ?: System.getenv("BOOTHWALK_KEYSTORE_PASSWORD")
            }
        }
    }
    buildTypes {
        release {
            isMinifyEnabled = false
            signingConfig = signingConfigs.getByName(if (keystore != null) "release" else "debug")
        }
    }
    // Pictures and geometry are compressed by themselves; uncompressed they are read without a copy.
    androidResources { noCompress += listOf("bin", "glb", "ktx2") }
    packaging {
        // From the APK, on pages of its own: nothing is unpacked when it is installed.
        jniLibs { useLegacyPackaging = false }
    }
}

dependencies {
    // libopenxr_loader.so, which finds the headset's runtime.
    implementation("org.khronos.openxr:openxr_loader_for_android:${setting("openxrLoader")}")
}
